import type { Run, RunTransaction } from '#shared/run/run.ts'
import { hasWrongPec } from '#shared/run/statistics.ts'
import { counted, durationText } from '../words.ts'
import { wireFrame } from '../wire-frame.ts'
import { byteChips } from './byte-chips.ts'
import type { Selected } from './dialogue-selection.ts'
import { markup, type Markup } from './markup.ts'
import { outcomeWords, stepWords } from './transaction-words.ts'

const ROLES = [
  ['address', 'address'],
  ['command', 'command'],
  ['count', 'count, data'],
  ['udid', 'UDID'],
  ['addrbyte', 'address byte'],
  ['pec', 'PEC'],
  ['pec-bad', 'PEC wrong'],
] as const

/** Every transaction with its bytes. */
export function dialogueSection(run: Run, selected: readonly Selected[]): Markup {
  let beforeUs = 0
  const rows = selected.map((item) => {
    if (typeof item === 'number') return omittedRow(item)
    const row = transactionRow(item, item.t_us - beforeUs)
    beforeUs = item.t_us
    return row
  })
  return markup`<section aria-labelledby="dialogue">
    <h2 id="dialogue">Dialogue</h2>
    ${omission(run, selected)} ${rows.length > 0 ? table(rows) : markup`<p class="empty">Nothing was sent.</p>`}
  </section>`
}

/** Says what is not there, and where it is. */
function omission({ statistics, transactions }: Run, selected: readonly Selected[]): Markup | null {
  const omitted = selected.reduce<number>((sum, item) => sum + (typeof item === 'number' ? item : 0), 0)
  const dropped = statistics.transactions_dropped
  if (omitted + dropped === 0) return null
  const inFile =
    omitted > 0
      ? `Of ${counted(transactions.length, 'transaction')}, ${omitted} are left out here: shown are those that prove something, those that failed and the earliest. The Run document lists all of them. `
      : ''
  const gone =
    dropped > 0 ? `${counted(dropped, 'older transaction')} of this run, no evidence of anything, were not kept.` : ''
  return markup`<p class="note">${inFile}${gone}</p>`
}

function table(rows: readonly Markup[]): Markup {
  const roles = ROLES.map(([role, words]) => markup`<li><span class="swatch ${role}"></span> ${words}</li>`)
  return markup`<ul class="legend">
      ${roles}
      <li><span class="mark ack"></span> ACK</li>
      <li><span class="mark nack"></span> NACK</li>
    </ul>
    <div class="scroll" tabindex="0" role="region" aria-label="Dialogue">
      <table class="dialogue">
        <thead>
          <tr>
            <th scope="col" class="r">#</th>
            <th scope="col" class="r">gap</th>
            <th scope="col">step</th>
            <th scope="col">bytes</th>
            <th scope="col">PEC got, computed</th>
            <th scope="col">outcome</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`
}

function omittedRow(count: number): Markup {
  return markup`<tr class="omitted">
    <td colspan="6">${counted(count, 'transaction')} left out</td>
  </tr>`
}

function transactionRow(transaction: RunTransaction, sinceUs: number): Markup {
  const frame = wireFrame(transaction)
  const { seq, outcome } = transaction
  const isTrouble = hasWrongPec(transaction) || !(outcome === 'ok' || outcome.startsWith('nack-'))
  return markup`<tr id="t${seq}"${isTrouble ? markup` class="trouble"` : null}>
    <th scope="row" class="r">${seq}</th>
    <td class="r num">${sinceUs < 0 ? '' : `+${durationText(sinceUs)}`}</td>
    <td>${stepWords(transaction, frame)}</td>
    <td class="bytes">${byteChips(transaction, frame)}</td>
    <td class="num">${pecCell(transaction)}</td>
    <td>${outcomeWords(transaction, frame)}</td>
  </tr>
`
}

/** Both PECs: the one on the wire and the one computed. Of a write, which is sent as computed, only the target knows. */
function pecCell(transaction: RunTransaction): Markup | null {
  const { pec_got: got, pec_expected: expected, pec_checked_by: by } = transaction
  if (by === 'kernel') return markup`<span class="quiet">by the kernel</span>`
  if (expected === null) return null
  if (got === null) return markup`<span class="quiet">sent</span> <span class="pecs">${expected.slice(2)}</span>`
  const [kind, sign] = hasWrongPec(transaction) ? ['bad', '≠'] : ['good', '=']
  return markup`<span class="pecs ${kind}">${got.slice(2)} ${sign} ${expected.slice(2)}</span>`
}
