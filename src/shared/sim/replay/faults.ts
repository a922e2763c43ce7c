import type { FindingCode } from '#shared/arp/findings.ts'
import type { RunDevice } from '#shared/run/run.ts'
import type { ArpFault, FaultAction } from '../targets/arp-fault.ts'
import { isMissed } from './presence.ts'
import type { Attribution } from './attribution.ts'
import type { Answer, Assignment, Evidence, Question } from './evidence.ts'

type Trigger = 'get-udid' | 'get-udid-directed'

/** How an answer that went wrong is made to go wrong again. */
const FAULTS: Partial<Record<Answer, FaultAction>> = {
  'bad-pec': { do: 'bad-pec' },
  'short-count': { do: 'short-count' },
  'long-count': { do: 'long-count' },
  filler: { do: 'filler' },
  'not-ready': { do: 'nack-at', index: 2 },
  refused: { do: 'ignore' },
}

/**
 * The faults that `device` showed. A fault strikes as often in a row as it did at its worst, from the start: a Run
 * shows how often something went wrong, not why just then. What never went right is wrong always.
 */
export function deviceFaults(device: RunDevice, attribution: Attribution, evidence: readonly Evidence[]): ArpFault[] {
  const answers = answersOf(device, attribution, evidence)
  return [
    ...replyFaults('get-udid', answers),
    ...replyFaults('get-udid-directed', answers),
    ...assignFaults(device, evidence),
  ]
}

function replyFaults(trigger: Trigger, answers: readonly Question[]): ArpFault[] {
  const own = answers.filter(({ asked }) => (asked === null) === (trigger === 'get-udid')).map(({ answer }) => answer)
  const everGood = own.includes('udid')
  const kinds = [...new Set(own)]
  return kinds.flatMap((kind) => {
    const fault = FAULTS[kind]
    return fault ? { on: trigger, ...fault, ...(everGood ? { times: longestStreak(own, kind) } : {}) } : []
  })
}

/** The Get UDIDs that are the device's by `attribution`, without those it was silent at by right. */
function answersOf(device: RunDevice, attribution: Attribution, evidence: readonly Evidence[]): Question[] {
  const answers: Question[] = []
  let isAssigned = true
  for (const item of evidence) {
    if (item.kind === 'assignment' && item.udid === device.udid) isAssigned = item.refused === null
    if (item.kind !== 'question' || attribution.get(item.seq) !== device.udid) continue
    if (item.answer !== 'refused' || (item.step === 'confirm' && isAssigned)) answers.push(item)
  }
  return answers
}

function assignFaults(device: RunDevice, evidence: readonly Evidence[]): ArpFault[] {
  const assignments = evidence.filter((item): item is Assignment => {
    return item.kind === 'assignment' && item.udid === device.udid
  })
  const refusals = assignments.map(({ refused }) => refused)
  const last = assignments.at(-1)
  if (!last) return []
  if (!refusals.includes(null) && isGone(device, last.seq, evidence)) return [{ on: 'assign', do: 'vanish' }]
  return [...assignRefusals(refusals), ...(refusals.includes(null) ? ignoredAssigns(device, evidence) : [])]
}

function assignRefusals(refusals: readonly Assignment['refused'][]): ArpFault[] {
  const everTaken = refusals.includes(null)
  return [...new Set(refusals)]
    .filter((index): index is number => typeof index === 'number' && index > 0)
    .map((index) => {
      return { on: 'assign', do: 'nack-at', index, ...(everTaken ? { times: longestStreak(refusals, index) } : {}) }
    })
}

function ignoredAssigns(device: RunDevice, evidence: readonly Evidence[]): ArpFault[] {
  const { udid, address_type: type, address, findings } = device
  const has = (code: FindingCode): boolean => findings.some((finding) => finding.code === code)
  const isExplained = has('second-controller') || has('duplicate-udid') || (type === 'fixed' && address === null)
  const times = timesBack(udid, evidence)
  if (isExplained || times === 0) return []
  return [{ on: 'assign', do: 'ignore', ...(has('assign-not-taken') ? {} : { times }) }]
}

/** Whether a device that took no address did not answer afterwards, when it should have. */
function isGone(device: RunDevice, since: number, evidence: readonly Evidence[]): boolean {
  const after = evidence.filter(({ seq }) => seq > since)
  const isHeard = after.some((item) => item.kind === 'question' && item.udid === device.udid)
  return !isHeard && after.some((item) => isMissed(item, device))
}

/** How often the device went on answering the general Get UDID after it had acknowledged an Assign. */
function timesBack(udid: string, evidence: readonly Evidence[]): number {
  let [times, isAssigned] = [0, false]
  for (const item of evidence) {
    if (item.kind === 'renewal') isAssigned = false
    else if (item.udid !== udid) continue
    else if (item.kind === 'assignment') isAssigned = item.refused === null
    else if (item.asked === null && isAssigned) times++
  }
  return times
}

function longestStreak<T>(items: readonly T[], wanted: T): number {
  let [longest, streak] = [0, 0]
  for (const item of items) {
    streak = item === wanted ? streak + 1 : 0
    longest = Math.max(longest, streak)
  }
  return longest
}
