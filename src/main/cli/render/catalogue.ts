import type { ComplianceCheck } from '#shared/compliance/compliance-check.ts'
import { counted } from '#shared/report/words.ts'
import type { Output } from '../host.ts'
import { formatSections, wrap } from './columns.ts'
import { renderDocument } from './document.ts'
import { viewOf } from './view.ts'

/** Compliance checks for programs. */
export function renderCatalogueJson(checks: readonly ComplianceCheck[]): string {
  return renderDocument({
    checks: checks.map(({ id, title, objective, steps, passRule, clause }) => {
      return { id, title, objective, steps, pass_rule: passRule, clause }
    }),
  })
}

/** Compliance checks for people. */
export function renderCatalogueTable(checks: readonly ComplianceCheck[], output: Output): string {
  const { colours, columns = Infinity } = viewOf(output)
  const sections = checks.map(({ id, title, objective, steps, passRule, clause }) => [
    `${colours.bold(id)}  ${title}`,
    ...wrap('  objective  ', objective, columns),
    ...steps.flatMap((step, i) => wrap(i === 0 ? '  steps      ' : '             ', `${i + 1}. ${step}`, columns)),
    ...wrap('  passes     ', passRule, columns),
    ...wrap('  clause     ', clause, columns),
  ])
  return formatSections([[colours.bold(`${counted(checks.length, 'check')}.`)], ...sections])
}
