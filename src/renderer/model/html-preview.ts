/** Attributes that could do something, of elements that could hold them. */
const ACTIVE_ELEMENTS = 'script, iframe, object, embed, base, meta, link, form'

/**
 * Shows an HTML report inside the page, in a shadow of its own. A frame would take the page's policy along, which allows
 * no inline styles; a constructed style sheet is not inline. Nothing in the report runs: it has no script, and what could
 * be one is taken out all the same.
 */
export function mountHtml(host: HTMLElement, html: string): void {
  const parsed = new DOMParser().parseFromString(html, 'text/html')
  const rules = [...parsed.querySelectorAll('style')].map((style) => style.textContent).join('\n')
  for (const element of parsed.querySelectorAll(`${ACTIVE_ELEMENTS}, style`)) element.remove()
  for (const element of parsed.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) if (/^on|^style$/i.test(name)) element.removeAttribute(name)
  }
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  // What a report says of its whole document is said of its host here.
  sheet.replaceSync(rules.replaceAll(/(^|[\s,{}]):root|(^|[\s,{}])(?:html|body)(?=[\s,{.:])/g, '$1$2:host'))
  shadow.adoptedStyleSheets = [sheet]
  shadow.replaceChildren(...parsed.body.childNodes)
}
