import picocolors from 'picocolors'
import type { ArpEvent } from '#shared/arp/events.ts'
import type { RunFinding } from '#shared/run/run.ts'
import type { Output } from '../host.ts'

/** Colours of a text stream: all of them leave text alone where it takes none. */
export type Colours = ReturnType<typeof picocolors.createColors>

/** How text for people is laid out. */
export interface View {
  readonly colours: Colours
  /** Width in characters; undefined where there is no terminal to fit. */
  readonly columns: number | undefined
  readonly evidence: Evidence
}

/** The view that `output` offers. */
export function viewOf(output: Output, evidence = new Evidence()): View {
  return { colours: picocolors.createColors(output.hasColour), columns: output.columns, evidence }
}

/** Which transactions prove which finding: known while an operation runs, and no part of its Run. */
export class Evidence {
  readonly #seqs = new Map<string, readonly number[]>()

  /** Takes the evidence of a finding, if the event is one. */
  add(event: ArpEvent): void {
    if (event.type === 'finding') this.#seqs.set(keyOf(event), event.evidence)
  }

  /** The transactions that prove `finding`, in order. */
  of(finding: RunFinding): readonly number[] {
    return this.#seqs.get(keyOf(finding)) ?? []
  }
}

function keyOf({ code, message }: Pick<RunFinding, 'code' | 'message'>): string {
  return `${code} ${message}`
}

/** `1 device`, `2 devices`. */
export function counted(count: number, what: string, plural = `${what}s`): string {
  return `${count} ${count === 1 ? what : plural}`
}
