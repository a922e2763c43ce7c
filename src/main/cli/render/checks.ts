import type { Check, CheckOutcome } from '#shared/run/check.ts'
import { printable } from '#shared/run/printable.ts'
import { wrap } from './columns.ts'
import { counted } from '#shared/report/words.ts'
import { type Colours, type View } from './view.ts'

/** How an expectation was met, check by check. */
export function checkLines(name: string, checks: readonly Check[], view: View): string[] {
  return [`${printable(name)}: ${summary(checks)}`, ...checks.flatMap((check) => checkLine(check, view))]
}

/** A check and why it came out as it did, in one line. */
export function checkText({ name, message }: Check): string {
  return printable(`${name}: ${message}`)
}

function summary(checks: readonly Check[]): string {
  const [passed, failed, skipped] = (['pass', 'fail', 'skip'] as const).map(
    (outcome) => checks.filter((check) => check.outcome === outcome).length,
  ) as [number, number, number]
  const told =
    failed > 0 ? `${failed} of ${counted(checks.length, 'check')} failed` : `${counted(passed, 'check')} passed`
  return `${told}${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function checkLine(check: Check, { colours, columns }: View): string[] {
  const { outcome } = check
  const [first = '', ...rest] = wrap(`  ${outcome}  `, checkText(check), columns ?? Infinity)
  return [first.replace(outcome, (label) => colourOf(outcome, colours)(label)), ...rest]
}

function colourOf(outcome: CheckOutcome, { green, red, yellow }: Colours): (text: string) => string {
  return { pass: green, fail: red, skip: yellow }[outcome]
}
