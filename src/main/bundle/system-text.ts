import type { SystemReport } from '#shared/api/doctor-report.ts'
import type { Run } from '#shared/run/run.ts'

const SCHEMA_VERSION = '1.0'

/** What a run was made with and what wrote its bundle. Nothing that names a person, a computer, a file or a unit. */
export function systemText(run: Run, { name, version, runtimes }: Omit<SystemReport, 'text'>): string {
  const { kind, product, firmware, simulated } = run.adapter
  const document = {
    schema_version: SCHEMA_VERSION,
    tool: run.tool,
    host: run.host,
    adapter: { kind, product, firmware, simulated },
    written_by: { name, version, runtimes },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
