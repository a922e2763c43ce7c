import picocolors from 'picocolors'
import type { Output } from '../host.ts'

/** Colours of a text stream: all of them leave text alone where it takes none. */
export type Colours = ReturnType<typeof picocolors.createColors>

/** How text for people is laid out. */
export interface View {
  readonly colours: Colours
  /** Width in characters; undefined where there is no terminal to fit. */
  readonly columns: number | undefined
}

/** The view that `output` offers. */
export function viewOf(output: Output): View {
  return { colours: picocolors.createColors(output.hasColour), columns: output.columns }
}
