/** Two lower-case hex digits a byte, nothing between. */
export function formatHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

/**
 * Bytes from hex digits. Spaces, commas, colons, dashes and `0x` before a byte are passed over.
 * @throws SyntaxError naming the first thing that is no hex digit, or an odd count of digits
 */
export function parseHex(text: string): Uint8Array {
  const digits = text.replaceAll(/0x|[\s,:_-]/gi, '')
  const stray = /[^0-9a-f]/i.exec(digits)
  if (stray) throw new SyntaxError(`expected hex digits, found "${stray[0]}"`)
  if (digits.length % 2 === 1) throw new SyntaxError(`expected an even number of hex digits, found ${digits.length}`)
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16))
}

/** A byte as `0x` and two lower-case hex digits. */
export function formatByte(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`
}
