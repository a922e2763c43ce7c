/** Attributes that could do something, of elements that could hold them. */
const ACTIVE_ELEMENTS = 'script, iframe, object, embed, base, meta, link, form'

const SET_ASIDE = 'data-style'

/**
 * Shows an HTML report inside the page, in a shadow of its own. A frame would take the page's policy along, which allows
 * no inline styles; a constructed style sheet is not inline. Nothing in the report runs: it has no script, and what could
 * be one is taken out all the same.
 */
export function mountHtml(host: HTMLElement, html: string): void {
  const rules = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/gi)].map(([, text]) => text).join('\n')
  // Set aside before parsing: even a document that is not shown reports inline styles to the page's policy.
  const unstyled = html.replaceAll(/<style[\s\S]*?<\/style>/gi, '').replaceAll(/ style="/gi, ` ${SET_ASIDE}="`)
  // One page has one main part and one set of landmarks, and this is not the page.
  const unmarked = unstyled
    .replaceAll(/<(\/?)main\b/gi, '<$1article')
    .replaceAll(/(<section[^>]*?) aria-label(?:ledby)?="[^"]*"/gi, '$1')
  const parsed = new DOMParser().parseFromString(unmarked, 'text/html')
  for (const element of parsed.querySelectorAll(ACTIVE_ELEMENTS)) element.remove()
  for (const element of parsed.querySelectorAll<HTMLElement>('*')) {
    for (const { name } of [...element.attributes]) if (/^on/i.test(name)) element.removeAttribute(name)
  }
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  // What a report says of its whole document is said of its host here.
  sheet.replaceSync(
    rules
      .replaceAll(/\bmain(?=[\s>.:{,])/g, 'article')
      .replaceAll(/(^|[\s,{}]):root|(^|[\s,{}])(?:html|body)(?=[\s,{.:])/g, '$1$2:host'),
  )
  shadow.adoptedStyleSheets = [sheet]
  shadow.replaceChildren(...parsed.body.childNodes)
  for (const element of shadow.querySelectorAll<HTMLElement>(`[${SET_ASIDE}]`)) {
    element.style.cssText = element.getAttribute(SET_ASIDE) ?? ''
  }
}
