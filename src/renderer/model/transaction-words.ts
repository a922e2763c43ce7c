import { ARP_COMMAND, NO_ADDRESS, decodeCommand } from '#shared/arp/commands.ts'
import { DEVICE_DEFAULT_ADDRESS } from '#shared/i2c/address.ts'
import type { Run, RunDevice, RunTransaction } from '#shared/run/run.ts'
import { addressNumber, hexByte } from './address-text.ts'
import { deviceName } from './device-name.ts'
import { hexBytes } from './wire-bytes.ts'

/** What a transaction was for, in a word or two: `Assign 0x64`. `detail` is set in the instrument face. */
export interface StepWords {
  readonly name: string
  readonly detail: string
}

/** What a transaction came to. `subject` is set strong before the rest. */
export interface OutcomeWords {
  readonly state: 'ok' | 'warn' | 'danger'
  readonly subject: string
  readonly text: string
}

/** The PEC of a transaction: what came, or was sent, and what it should be. */
export interface PecWords {
  readonly state: 'ok' | 'bad' | 'none'
  readonly got: string
  readonly expected: string
}

/** What is needed to speak of a transaction: its neighbours, and who is who in its run. */
export interface Context {
  readonly transactions: readonly RunTransaction[]
  readonly index: number
  readonly byUdid: ReadonlyMap<string, RunDevice>
}

const BLOCK_DIGITS = 2 * 17

/** Who is who in a run. */
export function devicesByUdid(run: Run): Map<string, RunDevice> {
  return new Map(run.devices.map((device) => [device.udid, device]))
}

/** What a transaction was for. */
export function stepWords(transaction: RunTransaction): StepWords {
  const address = addressNumber(transaction.address)
  if (address !== DEVICE_DEFAULT_ADDRESS) {
    const name = transaction.step === 'self-test' ? 'Self-test' : 'Probe'
    return { name, detail: `0x${hexByte(address)}` }
  }
  const command = decodeCommand(Number.parseInt(transaction.written.slice(0, 2), 16))
  switch (command.name) {
    case 'prepare':
      return { name: 'Prepare', detail: '' }
    case 'reset':
      return { name: 'Reset', detail: '' }
    case 'reset-directed':
      return { name: 'Reset', detail: `@${hexByte(command.address)}` }
    case 'get-udid':
      return { name: 'Get UDID', detail: '' }
    case 'get-udid-directed':
      return { name: 'Get UDID', detail: `@${hexByte(command.address)}` }
    case 'assign':
      return { name: 'Assign', detail: `0x${hexByte(Number.parseInt(transaction.written.slice(36, 38), 16) >> 1)}` }
    case 'reserved':
      return { name: 'Command', detail: transaction.written.slice(0, 2).toUpperCase() }
  }
}

/** The PEC of a transaction in the two forms people compare. */
export function pecWords({ pec_got: got, pec_expected: expected, outcome }: RunTransaction): PecWords {
  const digits = (byte: string | null): string => (byte ?? '').slice(2).toUpperCase()
  if (expected === null) return { state: 'none', got: '', expected: '' }
  // Of a write only the target knows whether the PEC was right; it was sent, and taken.
  if (got === null) return { state: outcome === 'ok' ? 'ok' : 'none', got: digits(expected), expected: '' }
  return { state: got === expected ? 'ok' : 'bad', got: digits(got), expected: digits(expected) }
}

/** The UDID that went over the wire in a transaction; undefined where none did. */
export function udidOnWire({ written, read }: RunTransaction): string | undefined {
  if (read.startsWith('11') && read.length >= 2 + BLOCK_DIGITS) return read.slice(2, 34)
  if (written.startsWith('0411') && written.length >= 4 + BLOCK_DIGITS) return written.slice(4, 36)
  return undefined
}

/** The 7-bit address a transaction is about: the one directed to, assigned, probed, or held by who answered. */
export function concernOf(transaction: RunTransaction, byUdid: ReadonlyMap<string, RunDevice>): number | null {
  const address = addressNumber(transaction.address)
  if (address !== DEVICE_DEFAULT_ADDRESS) return address
  const code = Number.parseInt(transaction.written.slice(0, 2), 16)
  const command = decodeCommand(code)
  if ('address' in command) return command.address
  const udid = udidOnWire(transaction)
  const held = udid === undefined ? null : (byUdid.get(udid)?.address ?? null)
  if (held !== null) return addressNumber(held)
  return code === ARP_COMMAND.assign ? Number.parseInt(transaction.written.slice(36, 38), 16) >> 1 : null
}

/** What a transaction came to, in words. */
export function outcomeWords(transaction: RunTransaction, context: Context): OutcomeWords {
  const pec = pecWords(transaction)
  if (pec.state === 'bad') return { state: 'warn', subject: '', text: wrongPec(transaction, context) }
  switch (transaction.outcome) {
    case 'ok':
      return { state: 'ok', ...acknowledged(transaction, context) }
    case 'nack-address':
    case 'nack-data':
    case 'nack-unknown':
      return refused(transaction, context)
    case 'arbitration-lost':
      return { state: 'warn', subject: '', text: 'Lost the bus to another controller' }
    case 'bus-busy':
      return { state: 'warn', subject: '', text: 'The bus was busy: somebody else was talking' }
    case 'timeout':
      return { state: 'danger', subject: '', text: 'Given up: SCL was held low too long' }
    case 'closed':
      return { state: 'danger', subject: '', text: 'The adapter is gone' }
    case 'adapter':
      return { state: 'danger', subject: '', text: 'The adapter failed' }
  }
}

type Spoken = Omit<OutcomeWords, 'state'>

function acknowledged(transaction: RunTransaction, context: Context): Spoken {
  const { step } = transaction
  const name = nameIn(transaction, context.byUdid)
  const at = stepWords(transaction).detail
  switch (step) {
    case 'self-test':
    case 'probe':
      return { subject: '', text: `Acknowledged: something lives at ${at}` }
    case 'scan':
      return { subject: '', text: `Answers at ${at}` }
    case 'prepare':
    case 'reset':
      return { subject: '', text: `Every byte acknowledged${ordinal(context)}` }
    case 'assign':
      return { subject: '', text: assignedText(transaction, name, context) }
    case 'confirm':
    case 'watch':
      return { subject: name, text: ` confirmed at 0x${at.slice(1)}` }
    case 'look':
      return udidOnWire(transaction) ? { subject: '', text: 'A valid UDID: devices here speak ARP' } : odd(transaction)
    default:
      return udidOnWire(transaction)
        ? { subject: name, text: ` answers, ${reportedText(transaction)}` }
        : odd(transaction)
  }
}

function odd({ read }: RunTransaction): Spoken {
  if (/^(ff)+$/.test(read)) return { subject: '', text: 'Filler, FF throughout: nobody left to answer' }
  return { subject: '', text: 'Acknowledged, but no UDID' }
}

function refused(transaction: RunTransaction, context: Context): OutcomeWords {
  const { step, nack_index: nackIndex } = transaction
  const { detail } = stepWords(transaction)
  const say = (text: string, state: OutcomeWords['state'] = 'ok'): OutcomeWords => ({ state, subject: '', text })
  if (step === 'self-test') return say('Not acknowledged, as it must be')
  if (step === 'probe') return say(`Not acknowledged: ${detail} is free`)
  if (step === 'scan') return say(`Nobody at ${detail}`)
  if (step === 'look') return say(`Nobody answers${ordinal(context)}`)
  if (step === 'get-udid') return say(`Nobody left to answer${ordinal(context)}`)
  if (step === 'walk' || step === 'watch') return say(`Nobody at 0x${detail.slice(1)}`)
  if (step === 'confirm') return say(`Nobody at 0x${detail.slice(1)}: not confirmed${ordinal(context)}`, 'warn')
  const where = typeof nackIndex === 'number' ? `byte ${nackIndex}` : 'a byte, nobody can say which'
  return say(`Refused at ${where}`, 'warn')
}

function assignedText(transaction: RunTransaction, name: string, { byUdid }: Context): string {
  const device = byUdid.get(udidOnWire(transaction) ?? '')
  const { detail } = stepWords(transaction)
  if (!device) return `Taken by ${name}`
  if (device.address_type === 'fixed') return 'Taken. A fixed device keeps its own address'
  return device.assigned_by === 'kept' ? `Taken. ${name} keeps ${detail}` : `Taken. ${name} moves to ${detail}`
}

function reportedText({ read }: RunTransaction): string {
  const byte = Number.parseInt(read.slice(34, 36), 16)
  return byte === NO_ADDRESS ? 'no address yet (FF)' : `holding 0x${hexByte(byte >> 1)}`
}

function wrongPec({ pec_got: got, pec_expected: expected }: RunTransaction, { transactions, index }: Context): string {
  const next = transactions[index + 1]
  const again = next?.step === transactions[index]?.step ? '. Read again' : ''
  const flipped = bitCount(Number(got) ^ Number(expected))
  const why = flipped === 1 ? ': one bit differs' : ''
  return `Got ${(got ?? '').slice(2).toUpperCase()}, expected ${(expected ?? '').slice(2).toUpperCase()}${why}${again}`
}

function bitCount(value: number): number {
  return value.toString(2).replaceAll('0', '').length
}

/** ` (2 of 3)` for one of several alike in a row. */
function ordinal({ transactions, index }: Context): string {
  const isAlike = (other: RunTransaction | undefined): boolean => {
    const one = transactions[index]
    return other !== undefined && one !== undefined && alike(one, other)
  }
  let [first, last] = [index, index]
  while (isAlike(transactions[first - 1])) first--
  while (isAlike(transactions[last + 1])) last++
  return last === first ? '' : ` (${index - first + 1} of ${last - first + 1})`
}

function alike(one: RunTransaction, other: RunTransaction): boolean {
  return one.step === other.step && one.written === other.written && one.outcome === other.outcome
}

function nameIn(transaction: RunTransaction, byUdid: ReadonlyMap<string, RunDevice>): string {
  const udid = udidOnWire(transaction)
  const device = udid === undefined ? undefined : byUdid.get(udid)
  if (device) return deviceName(device)
  if (udid === undefined) return 'Somebody'
  const [v1 = 0, v2 = 0, d1 = 0, d2 = 0] = hexBytes(udid.slice(4, 12))
  return `${hexByte(v1)}${hexByte(v2)}:${hexByte(d1)}${hexByte(d2)}`
}
