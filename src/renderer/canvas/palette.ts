/** The tokens a canvas needs, as they stand in the document now. */
export class Palette {
  readonly #style: CSSStyleDeclaration

  constructor(element: Element) {
    this.#style = getComputedStyle(element)
  }

  /** A colour token by its name without `--c-`. */
  colour(name: string): string {
    return this.#style.getPropertyValue(`--c-${name}`).trim()
  }

  get mono(): string {
    return this.#style.getPropertyValue('--font-mono')
  }

  get ui(): string {
    return this.#style.getPropertyValue('--font-ui')
  }
}
