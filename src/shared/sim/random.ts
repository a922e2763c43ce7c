/** The next number of a seeded sequence: an integer from 0 to 2³²-1. */
export type RandomSource = () => number

/** A repeatable sequence (mulberry32): the same seed gives the same numbers everywhere. */
export function createRandom(seed: number): RandomSource {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}
