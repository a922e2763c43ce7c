import type { Udid } from '#shared/arp/udid.ts'
import { CATALOGUE, findCheck } from '#shared/compliance/catalogue.ts'
import { junitFormat } from '#shared/report/junit.ts'
import { sha256 } from '../engine/sha256.ts'
import type { EnumerationOptions } from './common-options.ts'
import { enumerationRequest } from './enumeration-request.ts'
import { EXIT } from './exit-code.ts'
import { UsageError } from './failure.ts'
import { READER_GONE, type CliHost } from './host.ts'
import { checkWritable, writeOutput } from './output-file.ts'
import { renderCatalogueJson, renderCatalogueTable } from './render/catalogue.ts'
import { renderComplianceTable } from './render/compliance.ts'
import { carryOut, stdoutFormat, type OperationOptions } from './run-command.ts'

/** What `check` is told besides the names of checks. */
export interface CheckOptions extends OperationOptions, EnumerationOptions {
  readonly only?: string
  readonly list?: true
  readonly udid?: Udid
  readonly junit?: string
}

/** Makes compliance checks, or lists them; answers the exit code. */
export async function runCheck(host: CliHost, names: readonly string[], options: CheckOptions): Promise<number> {
  const checks = [...names, ...(options.only?.split(',') ?? [])].map((name) => name.trim()).filter(Boolean)
  for (const name of checks) assertKnown(name)
  if (options.list) return list(host, checks, options)
  if (options.junit !== undefined) await checkWritable(options.junit)
  const enumeration = await enumerationRequest(options, host)
  const request = { operation: 'check', checks, udid: options.udid ?? null, ...enumeration } as const
  const { run, exitCode } = await carryOut(host, { options, request, table: renderComplianceTable })
  if (options.junit !== undefined && host.signal.reason !== READER_GONE) {
    await writeOutput(options.junit, junitFormat.render(run, { sha256 }))
  }
  return exitCode
}

function list(host: CliHost, names: readonly string[], options: CheckOptions): number {
  const checks = CATALOGUE.filter(({ id }) => names.length === 0 || names.includes(id))
  const isTable = stdoutFormat(options, host) === 'table'
  host.stdout.write(isTable ? renderCatalogueTable(checks, host.stdout) : renderCatalogueJson(checks))
  return EXIT.done
}

/** @throws UsageError for a name that no check has */
function assertKnown(name: string): void {
  if (findCheck(name)) return
  throw new UsageError(`there is no check "${name}"; "arpeggio check --list" names them all`)
}
