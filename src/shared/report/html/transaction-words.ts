import { NO_ADDRESS, decodeCommand } from '#shared/arp/commands.ts'
import { DEVICE_DEFAULT_ADDRESS, formatAddress } from '#shared/i2c/address.ts'
import { parseHex } from '#shared/i2c/hex.ts'
import type { RunTransaction } from '#shared/run/run.ts'
import { hasWrongPec } from '#shared/run/statistics.ts'
import { pec } from '#shared/smbus/pec.ts'
import type { WireFrame } from '../wire-frame.ts'
import { blockAddressByte, byteRoles, type ByteRole } from './byte-roles.ts'

const ROLE_WORDS: Readonly<Record<ByteRole, string>> = {
  address: 'the address',
  command: 'the command',
  count: 'the byte count',
  udid: 'a UDID byte',
  addrbyte: 'the address byte',
  pec: 'the PEC',
  'pec-bad': 'the PEC',
  data: 'a data byte',
}

const OPERATION_WORDS = { write: 'Write', read: 'Read', write_read: 'Write, read' } as const

/** What a transaction was for, as short as a column allows: `Get UDID @0x64`. */
export function stepWords(transaction: RunTransaction, frame: WireFrame): string {
  const { step, address, written, operation } = transaction
  if (Number(address) !== DEVICE_DEFAULT_ADDRESS || written === '') {
    if (step === 'self-test') return `Self-test ${address}`
    if (step === 'probe') return `Probe ${address}`
    return `${OPERATION_WORDS[operation]} ${address}`
  }
  const command = decodeCommand(parseHex(written)[0] ?? 0)
  switch (command.name) {
    case 'prepare':
      return 'Prepare'
    case 'reset':
      return 'Reset'
    case 'get-udid':
      return 'Get UDID'
    case 'assign':
      return `Assign${assignedAddress(frame)}`
    case 'get-udid-directed':
      return `Get UDID @${formatAddress(command.address)}`
    case 'reset-directed':
      return `Reset @${formatAddress(command.address)}`
    case 'reserved':
      return 'Reserved command'
  }
}

/** What a transaction came to, in words. */
export function outcomeWords(transaction: RunTransaction, frame: WireFrame): string {
  switch (transaction.outcome) {
    case 'ok':
      return successWords(transaction, frame)
    case 'arbitration-lost':
      return 'Arbitration lost to another controller'
    case 'bus-busy':
      return 'Bus busy, nothing sent'
    case 'timeout':
      return 'Timed out'
    case 'closed':
      return 'The adapter is gone'
    case 'adapter':
      return 'The adapter failed'
    default:
      return refusalWords(transaction, frame)
  }
}

function assignedAddress({ halves: [first] }: WireFrame): string {
  const byte = first ? blockAddressByte(first) : null
  return byte === null ? '' : ` ${formatAddress(byte >> 1)}`
}

function refusalWords(transaction: RunTransaction, frame: WireFrame): string {
  const { step, outcome } = transaction
  const last = frame.halves.at(-1)
  if (frame.extent === 'refused-somewhere' || !last) return 'Refused, at a byte the adapter cannot name'
  const isFirst = frame.halves.length === 1 && last.bytes.length === 1
  if (isFirst && outcome === 'nack-address') return `Nobody answers${step === 'self-test' ? ', as it should be' : ''}`
  const role = byteRoles(transaction, frame, last).at(-1) ?? 'data'
  const which = frame.halves.length > 1 && last.bytes.length === 1 ? 'the repeated address' : ROLE_WORDS[role]
  return `Not acknowledged: ${which}`
}

function successWords(transaction: RunTransaction, frame: WireFrame): string {
  const { step, read } = transaction
  if (hasWrongPec(transaction)) return wrongPecWords(transaction)
  if (step === 'self-test') return 'Acknowledged, though nobody may'
  if (Number(transaction.address) !== DEVICE_DEFAULT_ADDRESS) return read === '' ? 'Acknowledged' : 'Somebody answers'
  const reply = frame.halves[1]
  if (!reply) return 'Acknowledged'
  const addressByte = blockAddressByte(reply)
  if (addressByte === null) return `Byte count ${Number(`0x${read.slice(0, 2)}`) || 0} instead of 17`
  const name = `${read.slice(6, 10)}:${read.slice(10, 14)}`
  const where = addressByte === NO_ADDRESS ? 'without an address' : `at ${formatAddress(addressByte >> 1)}`
  return step === 'confirm' ? `${name} confirmed ${where}` : `${name} answers, ${where}`
}

/** What is wrong, and what would explain it. */
function wrongPecWords({ written, read, pec_got, pec_expected }: RunTransaction): string {
  const [got, expected] = [Number(pec_got), Number(pec_expected)]
  const reply = parseHex(read).subarray(0, -1)
  if (got === pec([...parseHex(written), ...reply])) return 'Wrong PEC: the address bytes were left out of it'
  if (got === pec(reply)) return 'Wrong PEC: it covers the reply alone, without addresses and command'
  const bits = (got ^ expected).toString(2).replaceAll('0', '').length
  return `Wrong PEC: ${bits === 1 ? 'one bit differs' : `${bits} bits differ`}`
}
