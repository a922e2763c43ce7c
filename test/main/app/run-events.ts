import type { ArpEvent } from '#shared/arp/events.ts'
import { CARD } from '../engine/api/api-bench.ts'
import { ENUMERATE } from '../../support/enumerate-request.ts'
import { recordedEngine } from '../engine/recorded-engine.ts'

/** The events of an enumeration of the PCIe card. */
export async function runEvents(runId: string): Promise<ArpEvent[]> {
  const { engine } = recordedEngine()
  const events: ArpEvent[] = []
  engine.arm(CARD.selector, 'ana')
  await engine.run(CARD, ENUMERATE, { runId, observe: (event) => events.push(event) })
  return events
}
