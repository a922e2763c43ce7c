import { compareRuns, renderComparisonJson } from '#shared/run/compare.ts'
import { EXIT } from './exit-code.ts'
import type { CliHost } from './host.ts'
import { readRun } from './read-run.ts'
import { renderComparison } from './render/comparison.ts'
import { viewOf } from './render/view.ts'

/** Compares two saved runs; answers the exit code. */
export async function runDiff(
  { stdout }: CliHost,
  [older, newer]: readonly [older: string, newer: string],
  { json }: { readonly json?: true },
): Promise<number> {
  const comparison = compareRuns(await readRun(older), await readRun(newer))
  stdout.write(json ? renderComparisonJson(comparison) : renderComparison(comparison, viewOf(stdout)))
  return comparison.different ? EXIT.failed : EXIT.done
}
