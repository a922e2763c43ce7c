import { dialogueLine } from '#shared/report/dialogue-line.ts'
import { verdictSentence } from '#shared/report/verdict.ts'
import { printable } from '#shared/run/printable.ts'
import type { Run, RunTransaction } from '#shared/run/run.ts'

/** A Run as it is followed with `--verbose`: its transactions as a dialogue, then what was noticed and what it came to. */
export function logText(run: Run): string {
  const { operation, started_utc: started, tool, adapter } = run
  const head = `${operation} of ${started}, ${tool.name} ${tool.version}, ${adapter.kind}`
  const noticed = [...run.devices.flatMap(({ findings }) => findings), ...run.findings]
  const findings = noticed.map(({ severity, code, message }) => `${severity} ${code}: ${message}`)
  const sections = [[head], dialogue(run.transactions), findings, [verdictSentence(run)]]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.map(printable).join('\n')}\n`)
    .join('\n')
}

function dialogue(transactions: readonly RunTransaction[]): string[] {
  let previousUs = 0
  return transactions.map((transaction) => {
    const sinceUs = transaction.t_us - previousUs
    previousUs = transaction.t_us
    return transactionLine(transaction, sinceUs)
  })
}

/** A Run does not keep whether a transaction repeats one before it, nor the words of the driver. */
function transactionLine(transaction: RunTransaction, sinceUs: number): string {
  const told = { ...transaction, address: Number(transaction.address), nackIndex: transaction.nack_index }
  const pecs = { pecExpected: byte(transaction.pec_expected), pecGot: byte(transaction.pec_got) }
  return dialogueLine(told, { step: transaction.step ?? '', retry: false, ...pecs }, sinceUs)
}

function byte(text: string | null): number | null {
  return text === null ? null : Number(text)
}
