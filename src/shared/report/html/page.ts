import type { Sha256 } from '#shared/run/digest.ts'
import type { Run } from '#shared/run/run.ts'
import { verdictSentence } from '../verdict.ts'
import { checksSection } from './checks-section.ts'
import { deviceSection } from './device-section.ts'
import { dialogueSection } from './dialogue-section.ts'
import { selectTransactions } from './dialogue-selection.ts'
import { EvidenceLinks } from './evidence.ts'
import { factsSections } from './facts-section.ts'
import { findingsSection } from './findings-section.ts'
import { glyphSymbols } from './kinds.ts'
import { mapSection } from './map-section.ts'
import { markup, trusted, type Markup } from './markup.ts'
import { stepsSection } from './steps-section.ts'
import { STYLE } from './style.ts'
import { masthead, verdictSection } from './verdict-section.ts'

/** The whole report: one document that loads nothing and runs nothing, and says so to the browser. */
export function renderPage(run: Run, sha256: Sha256): Markup {
  const selected = selectTransactions(run)
  const links = new EvidenceLinks(selected)
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(sha256)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${verdictSentence(run)} ${run.started_utc}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${glyphSymbols()}
${masthead(run)}
<main>
${verdictSection(run)}
${checksSection(run, links)}${stepsSection(run, links)}${findingsSection(run, links)}
${mapSection(run)}
${deviceSection(run, links)}
${dialogueSection(run, selected)}
${factsSections(run)}
</main>
<footer>Run <span class="num">${run.run_id}</span>, by ${run.tool.name} ${run.tool.version}. Addresses are 7-bit.
Modaliases are a proposal; no released Linux has them.</footer>
</body>
</html>
`
}

/** The style sheet is let in by its digest, so that no other can be. */
function contentPolicy(sha256: Sha256): string {
  const digest = sha256(new TextEncoder().encode(STYLE))
  const bytes = (digest.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
  const base64 = btoa(String.fromCharCode(...bytes))
  return `default-src 'none'; style-src 'sha256-${base64}'; base-uri 'none'; form-action 'none'`
}
