import type { FindingCode } from '#shared/arp/findings.ts'
import type { Run } from '#shared/run/run.ts'
import type { ScenarioInput } from '../scenario-schema.ts'
import type { Evidence } from './evidence.ts'

type Entry = NonNullable<ScenarioInput['devices']>[number]

const FOUND: FindingCode = 'second-controller'

/**
 * Other controllers: each time the devices began to answer from the lowest UDID on again, though nobody here had sent
 * Prepare, one is taken to have sent it.
 */
export function otherControllers({ devices }: Run, evidence: readonly Evidence[]): Entry[] {
  if (!devices.some(({ findings }) => findings.some(({ code }) => code === FOUND))) return []
  const entries: Entry[] = []
  const assigned = new Set<string>()
  let previous = ''
  let endedMs = 0
  for (const item of evidence) {
    if (item.kind === 'renewal') assigned.clear()
    else if (item.kind === 'assignment' && item.refused === null) assigned.add(item.udid)
    else if (item.kind === 'question' && item.asked === null && item.answer === 'udid' && item.udid !== null) {
      const isBack = assigned.has(item.udid) && item.udid <= previous
      if (isBack) entries.push({ kind: 'controller', at_ms: endedMs, sends: 'prepare' })
      previous = item.udid
    }
    endedMs = item.toMs
  }
  return entries
}
