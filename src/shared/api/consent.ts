/** How long consent holds, in milliseconds, for operations that start under it. */
export const CONSENT_VALID_MS = 10 * 60_000
