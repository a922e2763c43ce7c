import type { CheckVerdict } from '#shared/arp/events.ts'
import type { Run, RunCheck } from '#shared/run/run.ts'
import type { EvidenceLinks } from './evidence.ts'
import { markup, trusted, type Markup } from './markup.ts'

/** The verdicts, the gravest first: the word, the colour of its icon, and the icon. */
const VERDICTS: readonly (readonly [CheckVerdict, string, string, string])[] = [
  ['fail', 'Failed', 'error', '<circle cx="8" cy="8" r="6.2"/><path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6"/>'],
  [
    'not-observable',
    'Not observable',
    'warning',
    '<circle cx="8" cy="8" r="6.2"/><path d="M6.2 6.2c0-2.4 3.6-2.4 3.6 0 0 1.4-1.8 1.5-1.8 3m0 2v.2"/>',
  ],
  ['pass', 'Passed', 'passed', '<path d="m3 8.5 3.2 3.2L13 4.5"/>'],
  ['not-applicable', 'Not applicable', 'info', '<path d="M4 8h8"/>'],
]

/** Compliance checks by verdict, each with what was asked, what was done, the clause and the proof. */
export function checksSection(run: Run, links: EvidenceLinks): Markup | null {
  const { checks = [] } = run
  if (checks.length === 0) return null
  const groups = VERDICTS.map(([verdict, word, tone, icon]) => {
    const own = checks.filter((check) => check.verdict === verdict)
    const items = own.map((check) => checkItem(run, check, { tone, icon, word }, links))
    return own.length === 0
      ? null
      : markup`<h3>${word}: ${own.length}</h3>
    <ul class="findings checks">${items}</ul>`
  })
  return markup`<section aria-labelledby="checks">
    <h2 id="checks">Compliance checks</h2>
    ${groups}
  </section>`
}

function checkItem(
  { devices }: Run,
  check: RunCheck,
  { tone, icon, word }: { readonly tone: string; readonly icon: string; readonly word: string },
  links: EvidenceLinks,
): Markup {
  const device = devices.find(({ index }) => index === check.device)
  const owner =
    devices.length > 1 && device
      ? markup`<a href="#device-${device.index}">${device.address ?? `device ${device.index}`}</a>: `
      : null
  return markup`<li class="${tone}">
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${trusted(icon)}</svg>
    <div><p><span class="spoken">${word}: </span>${owner}<b>${check.title}</b> <code>${check.id}</code></p>
      <p>${check.reason} ${links.list(check.evidence)}</p>
      <details><summary>${check.clause}</summary>
        <p>${check.objective}</p>
        <ol>${check.steps.map((step) => markup`<li>${step}</li>`)}</ol>
        <p>Passes: ${check.pass_rule}</p>
      </details></div>
  </li>`
}
