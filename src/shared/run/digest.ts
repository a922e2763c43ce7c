/** SHA-256 as 64 lower-case hex digits; injected, since this code has no crypto of its own. */
export type Sha256 = (bytes: Uint8Array) => string

/** The text whose digest a document carries: the document without `body_sha256`, indented, without a final newline. */
export function bodyText(body: object): string {
  return JSON.stringify(body, null, 2)
}

/** The digest of a body's text in UTF-8. */
export function bodyDigest(body: string, sha256: Sha256): string {
  return sha256(new TextEncoder().encode(body))
}
