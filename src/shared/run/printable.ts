/** What steers a terminal or turns the reading direction around: control characters, line and bidi separators. */
const STEERING = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** Text from a file or a device, fit to stand in a line for people: what would steer a terminal is spelt out. */
export function printable(text: string): string {
  return text.replaceAll(STEERING, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `\\u${code.toString(16).padStart(4, '0')}`
  })
}
