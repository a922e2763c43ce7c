import type { RunDevice } from '#shared/run/run.ts'
import type { Evidence, Question } from './evidence.ts'

/** When a device took part, as far as a Run shows it. */
export interface Attendance {
  /** It sat out the Get UDIDs before the first Prepare, as a resolved device does. */
  readonly resolved: boolean
  /** Milliseconds; 0 where nothing says that it was not there from the start. */
  readonly joinsAfterMs: number
  /** Null where it stayed. */
  readonly leavesAfterMs: number | null
}

/** What can be told of when `device`, which has a valid address or not, took part. */
export function attendance(device: RunDevice, hasAddress: boolean, evidence: readonly Evidence[]): Attendance {
  const index = evidence.findIndex((item) => item.kind === 'question' && item.udid === device.udid)
  const first = evidence[index]
  const before = evidence.slice(0, Math.max(index, 0))
  const missed = before.filter((item) => isMissed(item, device))
  const renewal = before.findLast(({ kind }) => kind === 'renewal')
  // A resolved device sits out until a Prepare, and answers directed commands meanwhile; it never leaves 0x61 unanswered.
  const isHeard = first?.kind === 'question' && first.asked !== null
  const waits = isHeard || missed.every(({ seq }) => renewal !== undefined && seq < renewal.seq)
  const resolved = hasAddress && missed.length > 0 && waits && missed.every(({ answer }) => answer !== 'absent')
  const joinsAfterMs = resolved ? 0 : (missed.at(-1)?.toMs ?? 0)
  return { resolved, joinsAfterMs, leavesAfterMs: departure(device, joinsAfterMs, evidence) }
}

/** Whether a device that waits for ARP would have answered there, and did not. */
export function isMissed(item: Evidence, { udid, class: deviceClass }: RunDevice): item is Question {
  if (item.kind !== 'question' || item.asked !== null || deviceClass === 'fixed-not-discoverable') return false
  if (item.answer === 'udid') return item.udid !== null && item.udid > udid
  return item.answer === 'refused' || item.answer === 'absent' || item.answer === 'filler'
}

function departure(device: RunDevice, joinsAfterMs: number, evidence: readonly Evidence[]): number | null {
  const left = device.findings.findLast(({ code }) => code === 'device-left')
  const last = evidence.findLast((item) => item.kind === 'question' && item.udid === device.udid)
  if (!left || !last) return null
  const silent = evidence.find(({ seq }) => seq > last.seq && left.evidence.includes(seq))
  return Math.max(silent?.fromMs ?? last.toMs, joinsAfterMs + 1)
}
