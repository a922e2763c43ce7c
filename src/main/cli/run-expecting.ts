import type { EnumerationRequest } from '#shared/api/operation-request.ts'
import { renderJunit } from '#shared/report/junit.ts'
import type { Check } from '#shared/run/check.ts'
import { expectationChecks } from '#shared/run/expect.ts'
import { absentAddresses } from '#shared/run/expectation.ts'
import type { Run } from '#shared/run/run.ts'
import type { EnumerationOptions, Format } from './common-options.ts'
import { enumerationRequest } from './enumeration-request.ts'
import { EXIT } from './exit-code.ts'
import { READER_GONE, type CliHost } from './host.ts'
import { checkWritable, writeOutput } from './output-file.ts'
import { readExpectation } from './read-expectation.ts'
import { checkLines, checkText } from './render/checks.ts'
import { formatSections } from './render/columns.ts'
import { renderRunTable } from './render/run-table.ts'
import type { View } from './render/view.ts'
import { carryOut, type OperationOptions } from './run-command.ts'

/** What a command that holds a run against an expectation is told. */
export interface ExpectingOptions extends OperationOptions, EnumerationOptions {
  readonly expect: string
  readonly junit?: string
}

/**
 * Enumerates and holds the Run against an expectation; `verify` also probes the addresses where nobody is to be. Answers
 * the exit code: that of the run unless it is done, then 1 where a check fails.
 */
export async function runExpecting(
  host: CliHost,
  operation: 'enumerate' | 'verify',
  options: ExpectingOptions,
): Promise<number> {
  const expectation = await readExpectation(options.expect)
  if (options.junit !== undefined) await checkWritable(options.junit)
  const absent = absentAddresses(expectation)
  const enumeration = leaving(await enumerationRequest(options, host), absent)
  const request = operation === 'verify' ? { operation, absent, ...enumeration } : { operation, ...enumeration }
  const table = (run: Run, view: View): string =>
    formatSections([
      [renderRunTable(run, view).trimEnd()],
      checkLines(expectation.name, expectationChecks(run, expectation), view),
    ])
  const { run, format, exitCode } = await carryOut(host, { options, request, table })
  if (host.signal.reason === READER_GONE) return exitCode
  const checks = expectationChecks(run, expectation)
  if (options.junit !== undefined) await writeOutput(options.junit, renderJunit(run, checks))
  tellFailures(host, checks, format, options.quiet ?? false)
  if (exitCode !== EXIT.done) return exitCode
  return checks.some(({ outcome }) => outcome === 'fail') ? EXIT.failed : EXIT.done
}

/** What is to stay free is not given out either. */
function leaving(request: EnumerationRequest, absent: readonly number[]): EnumerationRequest {
  return { ...request, reserved: [...new Set([...request.reserved, ...absent])] }
}

/** A table says it all; JSON and CSV hold the run and not what it was held against. */
function tellFailures({ stderr }: CliHost, checks: readonly Check[], format: Format, isQuiet: boolean): void {
  if (format === 'table' || isQuiet) return
  for (const check of checks) if (check.outcome === 'fail') stderr.write(`arpeggio: ${checkText(check)}\n`)
}
