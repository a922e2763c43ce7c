import type { FindingCode } from '#shared/arp/findings.ts'
import type { Run } from '#shared/run/run.ts'
import type { ScenarioInput } from '../scenario-schema.ts'
import type { Evidence, Question } from './evidence.ts'

type Entry = NonNullable<ScenarioInput['devices']>[number]

const FOREIGN: FindingCode = 'foreign-device-at-0x61'
const DEFAULT_ADDRESS = '0x61'

/** The parts that are no ARP devices: at each address that answered, the kind that is usual there. */
export function bystanders(run: Run): Entry[] {
  const taken = new Set(run.devices.flatMap(({ address, address_before: before }) => [address, before]))
  const addresses = [...new Set(run.other_addresses.map(({ address }) => address))]
  return addresses.filter((address) => !taken.has(address) && address !== DEFAULT_ADDRESS).map(usualPart)
}

function usualPart(address: string): Entry {
  const number = Number(address)
  if (number >= 0x50 && number <= 0x57) return { kind: 'eeprom', address }
  const isSensor = (number >= 0x48 && number <= 0x4f) || (number >= 0x18 && number <= 0x1f)
  return isSensor ? { kind: 'temperature-sensor', address } : { kind: 'register-file', address }
}

/**
 * Whoever is at 0x61 and never gave a UDID that proves anything: a device with the UDID that came again and again with
 * a wrong PEC, else a part that is no ARP device.
 */
export function unprovenDevices({ findings }: Run, evidence: readonly Evidence[]): Entry[] {
  if (!findings.some(({ code }) => code === FOREIGN)) return []
  const garbled = evidence.filter((item): item is Question => item.kind === 'question' && item.answer === 'bad-pec')
  const [first, second] = garbled
  const repeats = first?.udid !== undefined && first.udid !== null && first.udid === second?.udid
  if (!repeats) return [{ kind: 'register-file', address: DEFAULT_ADDRESS }]
  return [{ kind: 'arp', udid: first.udid, faults: [{ on: 'any', do: 'bad-pec' }] }]
}
