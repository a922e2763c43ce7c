import type { Run } from '#shared/run/run.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import type { Case } from './cases.ts'
import type { Performed } from './perform.ts'

/** What a fault came to. */
export type Ending =
  /** Every answer was as without it. */
  | 'unseen'
  /** The same devices as without it, and the cause said. */
  | 'healed'
  /** Run to the end with another result, and the cause said. */
  | 'told'
  /** Run to the end without a device that never showed itself: nobody who only listens can know of it. */
  | 'hidden'
  /** Cut short, and the cause said. */
  | 'stopped'

/** How a case went: `wrong` is empty where everything that must hold did. */
export interface Judgement {
  readonly ending: Ending
  readonly wrong: readonly string[]
  readonly codes: readonly string[]
}

/** In simulated time: what the most patient run, all its waits and tries together, stays far below. */
const LONGEST_MS = 600_000

/** Judges a case against the sound run of its card and adapter. */
export function judge(one: Case, performed: Performed, sound: Run): Judgement {
  const { run, refusal, elapsedMs, witness } = performed
  const wrong = [
    ...(elapsedMs > LONGEST_MS ? [`took ${Math.round(elapsedMs)} ms`] : []),
    ...witness.lies.map((lie) => `confirmed what is not so: ${lie}`),
    ...writes(one, performed),
  ]
  if (!run)
    return { ending: 'stopped', wrong: refusal?.message ? wrong : [...wrong, 'refused without a word'], codes: [] }
  const codes = codesOf(run)
  const named: readonly string[] = namesOf(one)
  const ending = endingOf(run, sound)
  const before = codesOf(sound)
  const isNamed = hasArpDevice(one.card.scenario)
    ? named.some((code) => count(codes, code) > count(before, code))
    : [...named, ...NOBODY].some((code) => codes.includes(code))
  const isHidden = !isNamed && ending === 'told' && differsByHidden(run, sound)
  if (isHidden) return { ending: 'hidden', codes, wrong: [...wrong, ...busLeftOpen(performed, run)] }
  return {
    ending,
    codes,
    wrong: [
      ...wrong,
      ...busLeftOpen(performed, run),
      ...(ending === 'unseen' || isNamed
        ? []
        : [`no finding names the cause; there are: ${codes.join(' ') || 'none'}`]),
    ],
  }
}

function endingOf(run: Run, sound: Run): Ending {
  if (!run.complete) return 'stopped'
  if (results(run) !== results(sound)) return 'told'
  return trace(run) === trace(sound) || isNothingAmiss(run, sound) ? 'unseen' : 'healed'
}

/** Another device answered in the place of one that did not, and nothing that was asked had to be asked again. */
function isNothingAmiss(run: Run, sound: Run): boolean {
  // A walk asks everybody once, and most refuse.
  const refusals = ({ transactions }: Run): number =>
    transactions.filter(({ outcome, step }) => outcome !== 'ok' && step !== 'walk').length
  const before = codesOf(sound)
  return codesOf(run).every((code) => before.includes(code)) && refusals(run) <= refusals(sound)
}

/** The difference comes of somebody of whom no byte came in this run, though it did in the sound one. */
function differsByHidden(run: Run, sound: Run): boolean {
  const shows = ({ transactions }: Run, udid: string): boolean => transactions.some(({ read }) => read.includes(udid))
  const shown = sound.devices.filter(({ udid }) => shows(run, udid))
  const settled = (devices: Run['devices']): string =>
    devices
      .map(({ udid, status }) => `${udid} ${status}`)
      .sort()
      .join()
  if (settled(run.devices) !== settled(shown)) return false
  const asked = ({ transactions }: Run): string[] => transactions.map(({ read }) => read.slice(2, 34))
  const met = asked(sound).filter((udid) => udid.length === 32)
  const others = sound.other_addresses.filter(
    ({ address }) => !run.other_addresses.some((met) => met.address === address),
  )
  return others.length > 0 || met.some((udid) => !shows(run, udid))
}

/** What was written where nothing may be; what another controller writes is its own affair. */
function writes({ fault, card: { scenario } }: Case, { rig: { card, wire } }: Performed): string[] {
  const isOurs = fault.strike.layer !== 'company'
  const settings = hasArpDevice(scenario) ? 0 : wire.settings
  const counted: [number, string][] = [
    [isOurs ? card.eepromWrites() : 0, 'bytes written to an EEPROM'],
    [isOurs ? card.registerWrites() : 0, 'registers of a foreign chip written'],
    [settings, 'bytes written to a part at 0x61 that is no ARP device'],
    [wire.foreignWrites, 'bytes written to another address than 0x61'],
  ]
  return counted.filter(([bytes]) => bytes > 0).map(([bytes, what]) => `${bytes} ${what}`)
}

function hasArpDevice({ devices }: Scenario): boolean {
  return devices.some(({ kind }) => kind === 'arp')
}

/** The bus is idle at the end, or the Run says that it is not, or that nobody can know. */
function busLeftOpen({ rig }: Performed, run: Run): string[] {
  const { scl, sda } = rig.wire.lines()
  const isIdle = !rig.wire.isOpen && scl === 'high' && sda === 'high'
  const isSaid = !run.complete && run.findings.some(({ code }) => SAYS_BUSY.includes(code))
  const { lines_after: after } = run.bus
  const isUnknown = after.scl === 'unknown' || after.sda === 'unknown'
  return isIdle || isSaid || isUnknown
    ? []
    : [`the bus is left ${rig.wire.isOpen ? 'open' : `with SCL ${scl}, SDA ${sda}`}, and nothing says so`]
}

/** Where there is no ARP device, this is all there is to say of whatever came. */
const NOBODY = ['no-arp-device', 'foreign-device-at-0x61']
const SAYS_BUSY = ['stuck-sda', 'stuck-scl', 'adapter-lost', 'adapter-error', 'clock-timeout']

/** Every transaction that was acknowledged: a refusal more or less where nobody is tells nothing. */
function trace({ transactions }: Run): string {
  return transactions
    .filter(({ outcome }) => outcome === 'ok')
    .map(({ address, written, read }) => `${address} ${written} ${read}`)
    .join('\n')
}

function results({ devices }: Pick<Run, 'devices'>): string {
  return devices.map(({ udid, address, confirmed, status }) => `${udid} ${address} ${confirmed} ${status}`).join('\n')
}

/** What names the cause of a case; through a CH341 also what the fault did to a transaction. */
function namesOf({ fault, adapter }: Case): readonly string[] {
  return adapter === 'ch341' ? [...fault.named, ...(fault.namedBlindly ?? [])] : fault.named
}

/** Codes of all findings, and one for each other address that a probe met. */
function codesOf(run: Run): string[] {
  const codes = [run, ...run.devices].flatMap(({ findings }) => findings.map(({ code }) => code))
  return [...codes, ...run.other_addresses.map(() => 'other-address')]
}

function count(codes: readonly string[], code: string): number {
  return codes.filter((other) => other === code).length
}
