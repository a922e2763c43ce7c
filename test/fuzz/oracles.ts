import { printable } from '#shared/run/printable.ts'
import { BrokenRule } from './fuzz-target.ts'

/** Longer is no line for people. */
const LONGEST_LINE = 1000

type ErrorClass = abstract new (...args: never[]) => Error

/** Ends the input where `holds` is false. */
export function hold(holds: boolean, rule: string, seen?: unknown): asserts holds {
  if (holds) return
  throw new BrokenRule(seen === undefined ? rule : `${rule}: ${JSON.stringify(seen).slice(0, LONGEST_LINE)}`)
}

/** What people are told is one line, and nothing in it steers a terminal. */
export function holdLine(text: string): void {
  hold(printable(text) === text, 'a message is one line of printable characters', text)
  hold(text !== '' && text.length <= LONGEST_LINE, 'a message can be read', text.slice(0, 2 * LONGEST_LINE))
}

/** An error is one of those that are documented, with one line. */
function holdError(error: unknown, ...expected: readonly ErrorClass[]): void {
  if (!(error instanceof Error) || !expected.some((one) => error instanceof one)) throw error
  holdLine(error.message)
}

/** What `action` comes to, or undefined where it failed as it may. */
export async function attempt<T>(
  action: () => T | Promise<T>,
  ...expected: readonly ErrorClass[]
): Promise<T | undefined> {
  try {
    return await action()
  } catch (error) {
    holdError(error, ...expected)
    return undefined
  }
}
