import fc from 'fast-check'
import type { Mutation } from '../fuzz-target.ts'

const index = fc.nat(0xffff)

/** How an input falls into parts, and how parts make an input. */
export interface Parts {
  readonly split: (input: Uint8Array) => Uint8Array[]
  readonly join: (parts: readonly Uint8Array[]) => Uint8Array
}

/** Records of one length behind a head; a rest that is shorter is one too. */
export function records(headBytes: number, recordBytes: number): Parts {
  return {
    split: (input) => {
      const parts = [input.subarray(0, headBytes)]
      for (let at = headBytes; at < input.length; at += recordBytes) parts.push(input.subarray(at, at + recordBytes))
      return parts
    },
    join: (parts) => Buffer.concat(parts),
  }
}

/** Texts, one a line. */
export const LINES: Parts = {
  split: (input) =>
    Buffer.from(input)
      .toString('latin1')
      .split('\n')
      .map((line) => Buffer.from(line, 'latin1')),
  join: (parts) => Buffer.from(parts.map((part) => Buffer.from(part).toString('latin1')).join('\n'), 'latin1'),
}

/** Changes by parts: one changed by `inner`, gone, doubled, exchanged, taken from elsewhere, or one of `dictionary`. */
export function partMutation(
  { split, join }: Parts,
  inner: fc.Arbitrary<Mutation>,
  dictionary: readonly (string | Uint8Array)[] = [],
): fc.Arbitrary<Mutation> {
  const onParts = (change: (parts: Uint8Array[], other: Uint8Array[]) => void): Mutation => {
    return (input, other) => {
      const parts = split(input)
      change(parts, split(other))
      return join(parts)
    }
  }
  const words = dictionary.map((word) => (typeof word === 'string' ? Buffer.from(word) : word))
  const changed = fc.tuple(index, inner).map(([at, mutate]) =>
    onParts((parts, other) => {
      const i = at % Math.max(1, parts.length)
      parts[i] = mutate(parts[i] ?? new Uint8Array(), other[at % Math.max(1, other.length)] ?? new Uint8Array())
    }),
  )
  const gone = index.map((at) => onParts((parts) => void parts.splice(at % Math.max(1, parts.length), 1)))
  const doubled = fc.tuple(index, fc.constantFrom(1, 1, 2, 30)).map(([at, times]) =>
    onParts((parts) => {
      const i = at % Math.max(1, parts.length)
      const again = parts.slice(i, i + 1)
      for (let n = 0; n < times; n++) parts.splice(i, 0, ...again)
    }),
  )
  const exchanged = fc.tuple(index, index).map(([a, b]) =>
    onParts((parts) => {
      const [i, j] = [a % Math.max(1, parts.length), b % Math.max(1, parts.length)]
      ;[parts[i], parts[j]] = [parts[j] ?? new Uint8Array(), parts[i] ?? new Uint8Array()]
    }),
  )
  const taken = fc
    .tuple(index, index)
    .map(([at, from]) =>
      onParts(
        (parts, other) =>
          void parts.splice(at % (parts.length + 1), 0, ...other.slice(from % (other.length + 1)).slice(0, 3)),
      ),
    )
  const word = fc
    .tuple(index, fc.nat(words.length), fc.nat(1))
    .map(([at, which, overwrites]) =>
      onParts((parts) => void parts.splice(at % (parts.length + 1), overwrites, words[which] ?? new Uint8Array())),
    )
  return fc.oneof({ weight: 6, arbitrary: changed }, gone, doubled, exchanged, taken, {
    weight: words.length > 0 ? 3 : 1,
    arbitrary: word,
  })
}
