import { z } from 'zod'

/** A 7-bit address as every document writes it: `0x10`. */
export const addressText = text(/^0x[0-7][0-9a-f]$/, 'a 7-bit address such as 0x10')

/** A byte: `0xc2`. */
export const byteText = text(/^0x[0-9a-f]{2}$/, 'a byte such as 0xc2')

/** A 16-bit number: `0x8086`. */
export const wordText = text(/^0x[0-9a-f]{4}$/, 'a 16-bit number such as 0x8086')

/** A 32-bit number: `0x44332211`. */
export const doubleWordText = text(/^0x[0-9a-f]{8}$/, 'a 32-bit number such as 0x44332211')

/** Bytes in the order of the wire, two hex digits each, nothing between. */
export const bytesText = text(/^([0-9a-f]{2})*$/, 'bytes as lower-case hex digits, two a byte')

/** A UDID, most significant byte first. */
export const udidText = text(/^[0-9a-f]{32}$/, 'a UDID of 32 lower-case hex digits')

/** A SHA-256 digest. */
export const digestText = text(/^[0-9a-f]{64}$/, 'a SHA-256 digest of 64 lower-case hex digits')

/** A UUID. */
export const uuidText = text(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'a lower-case UUID')

/** A moment, ISO 8601 in UTC. */
export const utcText = text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'a UTC time such as 2026-11-22T09:30:00.000Z')

/** How many of something. */
export const count = z.int().nonnegative()

/** A duration or a moment within the run; the unit is in the key. */
export const duration = z.number().nonnegative()

/**
 * One of a set that later minor versions may extend: any kebab-case name is read, the known ones are shown.
 * Closed sets are a `z.enum`, and a change of one is a new major version.
 */
export function oneOfOpen(known: readonly string[]): z.ZodString {
  return z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name in kebab-case')
    .meta({ examples: known })
}

function text(pattern: RegExp, expected: string): z.ZodString {
  return z.string().regex(pattern, expected)
}
