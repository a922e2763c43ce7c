import type { LongText } from './long-text.ts'

/** A line's level as VCD writes it; `x` where it is not known. */
export type VcdLevel = '0' | '1' | 'x'

/** The identifier codes of the three variables. */
export const VCD_CODE = { scl: '!', sda: '"', step: '%' } as const

type Line = 'scl' | 'sda'

/** Writes changes of SCL, SDA and the step's name in order of time; a level that stays is not written again. */
export class VcdSignal {
  readonly #text: LongText
  readonly #levels: Partial<Record<Line, VcdLevel>> = {}
  #step = ''
  #nowNs = 0
  #stampedNs = -1

  /** Changes are added to `text`, which holds the declarations already. */
  constructor(text: LongText) {
    this.#text = text
  }

  /** Where the next change will stand, in nanoseconds. */
  get nowNs(): number {
    return this.#nowNs
  }

  /** Goes on by `ns`. */
  wait(ns: number): void {
    this.#nowNs += Math.max(0, ns)
  }

  /** Goes on to `ns`, or stays where it is past that already: time never runs backwards. */
  waitUntil(ns: number): void {
    this.#nowNs = Math.max(this.#nowNs, ns)
  }

  /** Sets a line. */
  set(line: Line, level: VcdLevel): void {
    if (this.#levels[line] === level) return
    this.#levels[line] = level
    this.#change(`${level}${VCD_CODE[line]}`)
  }

  /** Sets the step's name: one word, since a VCD string ends at a space. */
  setStep(name: string): void {
    if (this.#step === name) return
    this.#step = name
    this.#change(`s${name} ${VCD_CODE.step}`)
  }

  /** Ends the dump at this moment. */
  end(): void {
    this.#stamp()
  }

  #change(text: string): void {
    this.#stamp()
    this.#text.add(`${text}\n`)
  }

  #stamp(): void {
    const ns = Math.round(this.#nowNs)
    if (ns === this.#stampedNs) return
    this.#stampedNs = ns
    this.#text.add(`#${ns}\n`)
  }
}
