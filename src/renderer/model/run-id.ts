import { formatHex } from '#shared/i2c/hex.ts'

/** A name for a run: a random UUID. `crypto.randomUUID` is missing on a page that came over plain HTTP from another computer. */
export function newRunId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  // RFC 9562: version 4, and the variant.
  const marked = bytes.with(6, ((bytes[6] ?? 0) & 0x0f) | 0x40).with(8, ((bytes[8] ?? 0) & 0x3f) | 0x80)
  return formatHex(marked).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
