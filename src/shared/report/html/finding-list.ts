import type { RunFinding } from '#shared/run/run.ts'
import type { EvidenceLinks } from './evidence.ts'
import { markup, trusted, type Markup } from './markup.ts'

const ICONS: Readonly<Record<RunFinding['severity'], string>> = {
  error: '<circle cx="8" cy="8" r="6.2"/><path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6"/>',
  warning: '<path d="M8 2.2 14.4 13.6H1.6zM8 6.4v3.2m0 1.8v.2"/>',
  info: '<circle cx="8" cy="8" r="6.2"/><path d="M8 7.4v3.4m0-5.6v.2"/>',
}

const WEIGHT: Readonly<Record<RunFinding['severity'], number>> = { error: 0, warning: 1, info: 2 }

/** A finding, and a link to the device it is about; null where it is about the bus. */
export interface OwnedFinding {
  readonly finding: RunFinding
  readonly owner: Markup | null
}

/** Findings in words, the gravest first, each with the transactions that prove it. Those of the same words are one. */
export function findingList(findings: readonly OwnedFinding[], links: EvidenceLinks): Markup {
  const told = new Map<string, { readonly owned: OwnedFinding; readonly codes: Set<string> }>()
  for (const owned of findings) {
    const { severity, message, evidence, code } = owned.finding
    const key = JSON.stringify([severity, owned.owner?.text, message, evidence])
    const same = told.get(key)
    if (same) same.codes.add(code)
    else told.set(key, { owned, codes: new Set([code]) })
  }
  const items = [...told.values()]
    .sort((one, other) => WEIGHT[one.owned.finding.severity] - WEIGHT[other.owned.finding.severity])
    .map(({ owned, codes }) => findingItem(owned, [...codes], links))
  return markup`<ul class="findings">${items}</ul>`
}

function findingItem({ finding, owner }: OwnedFinding, codes: readonly string[], links: EvidenceLinks): Markup {
  const { severity, message, evidence } = finding
  return markup`<li class="${severity}">
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${trusted(ICONS[severity])}</svg>
    <p><span class="spoken">${severity}: </span>${owner ? markup`${owner}: ` : null}${message} ${codes.map((code) => markup`<code>${code}</code> `)}${links.list(evidence)}</p>
  </li>`
}
