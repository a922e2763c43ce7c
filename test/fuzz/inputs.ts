import fc from 'fast-check'
import type { FuzzTarget } from './fuzz-target.ts'

/** Far more than any rule needs to be broken, and little enough to be quick. */
const LONGEST_INPUT_BYTES = 64 * 1024
const MOST_MUTATIONS = 6

/** Inputs of `corpus` with some changes; one that fails shrinks to fewer and smaller changes. */
export function mutated({ mutation }: FuzzTarget, corpus: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc
    .record({
      seed: fc.constantFrom(...corpus),
      other: fc.constantFrom(...corpus),
      mutations: fc.array(mutation, { minLength: 1, maxLength: MOST_MUTATIONS }),
    })
    .map(({ seed, other, mutations }) =>
      mutations.reduce((input, mutate) => mutate(input, other).subarray(0, LONGEST_INPUT_BYTES), seed),
    )
}
