import { format } from 'node:util'
import { expect } from 'vitest'

/**
 * What stands in for `vitest` where a suite is bundled for the guest: Vitest itself would take minutes there. Takes
 * down the cases of a suite, for the guest to run them one after the other; its `expect` is the real one.
 */

export { expect }

/** One case, with what its suites do before and after it. */
export interface Case {
  readonly name: string
  readonly run: () => Promise<void>
}

/** How the cases of a suite ended. */
export interface CasesFact {
  readonly passed: readonly string[]
  /** Why, by the name of the case. */
  readonly failed: Readonly<Record<string, string>>
}

type Act<Args extends readonly unknown[] = []> = (...args: Args) => unknown

interface Suite {
  readonly name: string
  readonly before: Act[]
  readonly after: Act[]
}

const suites: Suite[] = []
let cases: Case[] = []

export function describe(name: string, body: Act): void {
  suites.push({ name, before: [], after: [] })
  body()
  suites.pop()
}

export function beforeEach(act: Act): void {
  suites.at(-1)?.before.push(act)
}

export function afterEach(act: Act): void {
  suites.at(-1)?.after.push(act)
}

export function it(title: string, body: Act): void {
  const around = [...suites]
  const name = [...around.map((suite) => suite.name), title].join(' > ')
  const run = async (): Promise<void> => {
    try {
      for (const act of around.flatMap(({ before }) => before)) await act()
      await body()
    } finally {
      for (const act of around.flatMap(({ after }) => after)) await act()
    }
  }
  cases.push({ name, run })
}

it.each = (table: readonly unknown[]) => (title: string, body: Act<unknown[]>) => {
  for (const row of table) {
    const args: unknown[] = Array.isArray(row) ? row : [row]
    it(format(title, ...args.slice(0, title.split('%s').length - 1)), () => body(...args))
  }
}

/** Runs the cases that `suite` describes. */
export async function runCases(suite: Act): Promise<CasesFact> {
  cases = []
  suite()
  const passed: string[] = []
  const failed: Record<string, string> = {}
  for (const { name, run } of cases) {
    try {
      await run()
      passed.push(name)
    } catch (error) {
      failed[name] = String(error)
    }
  }
  return { passed, failed }
}
