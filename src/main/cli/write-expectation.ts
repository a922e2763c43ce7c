import { initExpectation, renderExpectation } from '#shared/run/expect-init.ts'
import type { Run } from '#shared/run/run.ts'
import { UsageError } from './failure.ts'
import type { CliHost } from './host.ts'
import { writeOutput } from './output-file.ts'
import { readRun } from './read-run.ts'

/**
 * Writes the expectation that a saved run gives.
 * @throws UsageError for a run that is none to hold others against
 */
export async function writeExpectation(
  { stdout }: CliHost,
  path: string,
  { output }: { readonly output?: string },
): Promise<void> {
  const text = expectationText(await readRun(path), path)
  if (output === undefined) stdout.write(text)
  else await writeOutput(output, text)
}

function expectationText(run: Run, path: string): string {
  try {
    return renderExpectation(initExpectation(run))
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${path} gives no expectation: ${error.message}`)
    throw error
  }
}
