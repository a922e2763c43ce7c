import type { Run } from '#shared/run/run.ts'
import type { EvidenceLinks } from './evidence.ts'
import { findingList, type OwnedFinding } from './finding-list.ts'
import { markup, type Markup } from './markup.ts'

/** What was noticed: about the bus and the adapter, and about each device. */
export function findingsSection(run: Run, links: EvidenceLinks): Markup | null {
  const findings: OwnedFinding[] = [
    ...run.findings.map((finding) => ({ finding, owner: null })),
    ...run.devices.flatMap(({ index, address, findings: list }) =>
      list.map((finding) => ({
        finding,
        owner: markup`<a href="#device-${index}">${address ?? `device ${index}`}</a>`,
      })),
    ),
  ]
  if (findings.length === 0) return null
  return markup`<section aria-labelledby="findings">
    <h2 id="findings">Findings</h2>
    ${findingList(findings, links)}
  </section>`
}
