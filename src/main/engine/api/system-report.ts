import { arch, release, type } from 'node:os'
import type { SystemReport } from '#shared/api/doctor-report.ts'

/** About this program and what it runs on; nothing that names a person. */
export function systemReport(version: string): SystemReport {
  const { electron, node } = process.versions as { electron?: string; node: string }
  const runtimes = [
    ...(electron === undefined ? [] : [{ name: 'Electron', version: electron }]),
    { name: 'Node', version: node },
    { name: type(), version: `${release()} ${arch()}` },
  ]
  const lines = [`Arpeggio ${version}`, ...runtimes.map((runtime) => `${runtime.name} ${runtime.version}`)]
  return { name: 'Arpeggio', version, runtimes, text: `${lines.join('\n')}\n` }
}
