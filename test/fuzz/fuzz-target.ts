import type fc from 'fast-check'

/** One change of an input; `other` is another input of the corpus, to take from. */
export type Mutation = (input: Uint8Array, other: Uint8Array) => Uint8Array

/** Something of the product that takes what strangers give it. An input is always bytes, so that it can be kept as a file. */
export interface FuzzTarget {
  /** Also the folder of its corpus. */
  readonly name: string
  /** Good inputs, to begin with. */
  readonly seeds: () => readonly Uint8Array[] | Promise<readonly Uint8Array[]>
  /** Knows how inputs are built, so that what it changes gets past the first check. */
  readonly mutation: fc.Arbitrary<Mutation>
  /** Mutated inputs in CI. */
  readonly ciRuns: number
  /** Gives the input to the product. Rejects with {@link BrokenRule}, or anything unexpected, where a promise is broken. */
  readonly run: (input: Uint8Array) => void | Promise<void>
}

/** The product broke a promise. */
export class BrokenRule extends Error {
  override readonly name = 'BrokenRule'
}
