/** Text from outside as one line: whatever could end it, or move a terminal's cursor, becomes a space. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\u2028\u2029]/gu, ' ')
}
