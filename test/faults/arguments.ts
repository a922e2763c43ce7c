import { parseArgs } from 'node:util'

/** What a run of the matrix is told. */
export interface Arguments {
  /** The cases to try: all, one by its number, or every n-th. */
  readonly only: number | undefined
  readonly every: number
  /** Writes the figures into the document instead of comparing them. */
  readonly write: boolean
}

/** @throws Error for options that are none, or no numbers */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: { case: { type: 'string' }, every: { type: 'string' }, write: { type: 'boolean' } },
  })
  const { case: only, every = '1', write = false } = values
  return {
    only: only === undefined ? undefined : wholeNumber('--case', only),
    every: wholeNumber('--every', every),
    write,
  }
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new Error(`${option} takes a number from 1, not ${text}`)
}
