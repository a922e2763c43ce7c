import { formatAddress, parseAddress, reservationOf } from '#shared/i2c/address.ts'
import { CLAUSE } from './clause.ts'
import { canBeDirected } from './commands.ts'
import { parseUdid, type Udid } from './udid.ts'

/** One ARP command to be sent by itself. `address` null: the general form. */
export type StepCommand =
  | { readonly command: 'prepare' }
  | { readonly command: 'reset' | 'get-udid'; readonly address: number | null }
  /** `udid` null: that of the device which answered last. */
  | { readonly command: 'assign'; readonly address: number; readonly udid: Udid | null }

/** The forms that {@link parseStepCommand} reads, for people. */
export const STEP_FORMS = 'prepare, reset[:ADDRESS], get-udid[:ADDRESS], assign:ADDRESS[:UDID]'

/**
 * A command from text: `prepare`, `reset`, `reset:0x12`, `get-udid`, `get-udid:0x12`, `assign:0x12`, `assign:0x12:UDID`.
 * @throws SyntaxError naming what is wrong
 */
export function parseStepCommand(text: string): StepCommand {
  const [name = '', at, udid, ...rest] = text.trim().toLowerCase().split(':')
  const most = { prepare: 0, reset: 1, 'get-udid': 1, assign: 2 }[name]
  const given = [at, udid, ...rest].filter((part) => part !== undefined).length
  if (most === undefined || given > most)
    throw new SyntaxError(`"${text.trim()}" is no ARP command: expected ${STEP_FORMS}`)
  switch (name) {
    case 'reset':
    case 'get-udid':
      return { command: name, address: at === undefined ? null : directed(at) }
    case 'assign':
      if (at === undefined) throw new SyntaxError('assign needs an address: assign:0x12')
      return { command: 'assign', address: assignable(at), udid: udid === undefined ? null : parseUdid(udid) }
    default:
      return { command: 'prepare' }
  }
}

/** A command as {@link parseStepCommand} reads it. */
export function formatStepCommand(step: StepCommand): string {
  if (step.command === 'prepare' || step.address === null) return step.command
  const text = `${step.command}:${formatAddress(step.address)}`
  return step.command === 'assign' && step.udid !== null ? `${text}:${step.udid}` : text
}

/** The clause that governs a command. */
export function clauseOf(step: StepCommand): string {
  switch (step.command) {
    case 'prepare':
      return CLAUSE.prepare
    case 'reset':
      return step.address === null ? CLAUSE.reset : CLAUSE.resetDirected
    case 'get-udid':
      return step.address === null ? CLAUSE.getUdid : CLAUSE.getUdidDirected
    case 'assign':
      return CLAUSE.assign
  }
}

function directed(text: string): number {
  const address = parseAddress(text)
  if (canBeDirected(address)) return address
  throw new SyntaxError(`${formatAddress(address)} is out of reach of directed ARP commands: expected 0x10 to 0x77`)
}

function assignable(text: string): number {
  const address = parseAddress(text)
  const reservation = reservationOf(address)
  if (reservation?.kind !== 'hard') return address
  throw new SyntaxError(`${formatAddress(address)} can't be given to a device: ${reservation.why}`)
}
