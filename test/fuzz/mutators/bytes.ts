import fc from 'fast-check'
import type { Mutation } from '../fuzz-target.ts'

/** A place in an input of any length: taken modulo what there is. */
const place = fc.nat(0xffff)
const few = fc.integer({ min: 1, max: 16 })

/** Numbers at which lengths, counts and signs go wrong. */
const EDGES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff]

/** Replaces `length` bytes at `at` by `by`. */
function splice(input: Uint8Array, at: number, length: number, by: Uint8Array): Uint8Array {
  const from = at % (input.length + 1)
  return Buffer.concat([input.subarray(0, from), by, input.subarray(Math.min(input.length, from + length))])
}

const changeByte = fc.tuple(place, fc.nat(0xff)).map<Mutation>(
  ([at, byte]) =>
    (input) =>
      splice(input, at % Math.max(1, input.length), 1, Uint8Array.of(byte)),
)

const changeBit = fc.tuple(place, fc.nat(7)).map<Mutation>(([at, bit]) => (input) => {
  if (input.length === 0) return input
  const changed = input.slice()
  changed[at % input.length]! ^= 1 << bit
  return changed
})

const eraseBytes = fc.tuple(place, fc.oneof(few, place)).map<Mutation>(
  ([at, length]) =>
    (input) =>
      splice(input, at, length, new Uint8Array()),
)

const truncate = place.map<Mutation>((at) => (input) => input.subarray(0, at % (input.length + 1)))

const insertBytes = fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 16 })).map<Mutation>(
  ([at, bytes]) =>
    (input) =>
      splice(input, at, 0, bytes),
)

const insertRepeated = fc.tuple(place, fc.nat(0xff), fc.constantFrom(8, 64, 300, 5000)).map<Mutation>(
  ([at, byte, times]) =>
    (input) =>
      splice(input, at, 0, new Uint8Array(times).fill(byte)),
)

const changeBinaryInteger = fc
  .tuple(place, fc.constantFrom(...EDGES), fc.constantFrom(1, 2, 4), fc.boolean())
  .map<Mutation>(([at, value, width, isLittle]) => (input) => {
    const bytes = Buffer.alloc(4)
    if (isLittle) bytes.writeUInt32LE(value)
    else bytes.writeUInt32BE(value)
    return splice(input, at, width, isLittle ? bytes.subarray(0, width) : bytes.subarray(4 - width))
  })

const copyPart = fc.tuple(place, place, fc.oneof(few, fc.nat(256))).map<Mutation>(
  ([from, to, length]) =>
    (input) =>
      splice(input, to, 0, input.subarray(from % (input.length + 1)).subarray(0, length)),
)

const crossOver = fc.tuple(place, place).map<Mutation>(
  ([at, from]) =>
    (input, other) =>
      Buffer.concat([input.subarray(0, at % (input.length + 1)), other.subarray(from % (other.length + 1))]),
)

/** Changes that know nothing of what the bytes mean; `dictionary`: words that do. */
export function byteMutation(dictionary: readonly (string | Uint8Array)[] = []): fc.Arbitrary<Mutation> {
  const blind = [changeByte, changeBit, eraseBytes, truncate, insertBytes, insertRepeated, changeBinaryInteger]
  const all = [...blind, copyPart, crossOver]
  if (dictionary.length === 0) return fc.oneof(...all)
  const word = fc
    .tuple(place, fc.constantFrom(...dictionary), fc.boolean())
    .map<Mutation>(([at, one, overwrites]) => (input) => {
      const bytes = typeof one === 'string' ? new TextEncoder().encode(one) : one
      return splice(input, at, overwrites ? bytes.length : 0, bytes)
    })
  return fc.oneof(...all, word, word)
}
