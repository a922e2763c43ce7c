import fc from 'fast-check'
import type { Mutation } from '../fuzz-target.ts'
import { byteMutation } from '../mutators/bytes.ts'
import { jsonMutation } from '../mutators/json.ts'

const SYNTAX = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\u0000',
  '\\',
  '1e999',
  '-0',
  'null',
  '\ufeff',
  '\u202e',
  '\u2028',
  '\u0085',
]

/** The text that a file of these bytes holds. */
export function textOf(input: Uint8Array): string {
  return Buffer.from(input).toString('utf8')
}

/** The bytes of a file that holds `value` as JSON. */
export function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}

/** Changes of a JSON file by its tree and, now and then, by its bytes. `values`: what stands somewhere in such files. */
export function jsonFileMutation(values: readonly unknown[]): fc.Arbitrary<Mutation> {
  return fc.oneof({ weight: 6, arbitrary: jsonMutation(values) }, { weight: 1, arbitrary: byteMutation(SYNTAX) })
}
