const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Characters that XML 1.0 §2.2 lets in under no disguise; HTML frowns on them too. Lone surrogates are among them. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** Text for the inside of an XML or HTML element, or of an attribute in quotes. What no document may hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      .replaceAll(FORBIDDEN, '\ufffd')
      .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
      // Left as they are, parsers would make spaces of them in an attribute.
      .replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
  )
}
