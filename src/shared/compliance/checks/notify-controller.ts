import { CLAUSE } from '#shared/arp/clause.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { notObservable } from '../ruling.ts'

/** Notify ARP Controller, which none of our adapters can hear. */
export const notifyController: ComplianceCheck = {
  id: 'notify-controller',
  title: 'Notify ARP Controller after power-up',
  objective:
    'A device that can be controller tells that it is there; it is optional, and stops with the first Prepare.',
  steps: ['Watch for a write to 0x08 from the device after power-up, with a logic analyser: 10 C2 00 00'],
  passRule: 'None, or frames of that form until Prepare to ARP.',
  clause: CLAUSE.notify,
  directedOnly: true,
  run: () => notObservable('no adapter here can be the target 0x08 that it is sent to'),
}
