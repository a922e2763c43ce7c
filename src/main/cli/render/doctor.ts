import type { DoctorCheck, DoctorReport } from '#shared/api/doctor-report.ts'
import { isFinding } from '../../doctor/examine.ts'
import type { Output } from '../host.ts'
import { formatSections, wrap } from './columns.ts'
import { renderDocument } from './document.ts'
import { counted } from '#shared/report/words.ts'
import { viewOf, type View } from './view.ts'

/** The report as a document for programs. */
export function renderDoctorJson({ checkedUtc, checks }: DoctorReport): string {
  return renderDocument({ checked_utc: checkedUtc, checks })
}

/** The report for people: what is to be mended first, each with its mend as text to paste. */
export function renderDoctorTable({ checks }: DoctorReport, output: Output): string {
  const view = viewOf(output)
  const findings = checks.filter(isFinding)
  const count = findings.length === 0 ? 'Nothing to mend.' : `${counted(findings.length, 'thing')} to mend.`
  const others = checks.filter((check) => !isFinding(check))
  return formatSections([[view.colours.bold(count)], ...[...findings, ...others].map((check) => lines(check, view))])
}

function lines({ title, state, message, mend }: DoctorCheck, { colours, columns = Infinity }: View): string[] {
  const colour = { ok: colours.green, warning: colours.yellow, error: colours.red, none: colours.dim }[state]
  return [
    `${colour(state === 'none' ? 'note' : state)}  ${colours.bold(title)}`,
    ...wrap('  ', `${message}.`, columns),
    ...(mend ? wrap('  ', `${mend.explanation}${mend.commands === null ? '.' : ':'}`, columns) : []),
    // Not wrapped and not indented: they are to be copied.
    ...(mend?.commands?.split('\n') ?? []),
  ]
}
