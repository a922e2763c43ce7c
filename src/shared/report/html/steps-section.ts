import type { Run, RunStep } from '#shared/run/run.ts'
import type { EvidenceLinks } from './evidence.ts'
import { markup, type Markup } from './markup.ts'

/** The commands of step mode, what each came to, and the flags after it. */
export function stepsSection({ steps = [] }: Run, links: EvidenceLinks): Markup | null {
  if (steps.length === 0) return null
  return markup`<section aria-labelledby="steps">
    <h2 id="steps">Steps</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Steps"><table class="dialogue">
      <thead><tr><th scope="col">#</th><th scope="col">Command</th><th scope="col">AV and AR after it</th><th scope="col">Clause</th><th scope="col">Result</th></tr></thead>
      <tbody>${steps.map((step) => stepRow(step, links))}</tbody>
    </table></div>
  </section>`
}

function stepRow({ seq, command, devices, clause, result }: RunStep, links: EvidenceLinks): Markup {
  return markup`<tr><td>${seq === null ? 'not sent' : links.link(seq)}</td><th scope="row">${command}</th>
    <td class="num">${devices.map(flags)}</td><td>${clause}</td><td>${result}</td></tr>`
}

function flags({ udid, address, address_valid: av, address_resolved: ar, basis }: RunStep['devices'][number]): Markup {
  const bit = (value: boolean | null): string => (value === null ? '?' : value ? '1' : '0')
  return markup`${udid} ${address ?? 'none'} AV ${bit(av)} AR ${bit(ar)}, ${basis}<br>`
}
