import type { Settings } from '#shared/api/settings.ts'
import { parseAddress } from '#shared/i2c/address.ts'

/** An address as people chose to read it: `0x64`, or as the two bytes on the wire begin, `0xC8`. */
export function addressText(address: number, format: Settings['addressFormat']): string {
  return format === '7-bit' ? `0x${hexByte(address)}` : `0x${hexByte(address << 1)}`
}

/** The digits alone, as the map shows them. */
export function addressDigits(address: number, format: Settings['addressFormat']): string {
  return addressText(address, format).slice(2)
}

/** A byte as two upper-case hex digits. */
export function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0').toUpperCase()
}

/** A document's address as a number. */
export function addressNumber(text: string): number {
  return parseAddress(text)
}
