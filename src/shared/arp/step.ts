import { formatAddress, reservationOf } from '#shared/i2c/address.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import type { SmbusReply } from '#shared/smbus/link.ts'
import { ARP_COMMAND, NO_ADDRESS, directedGetUdid, directedReset, encodeAssignment } from './commands.ts'
import { deduceFlags, type DeviceFlags } from './flags.ts'
import type { ArpSession } from './session.ts'
import { clauseOf, formatStepCommand, type StepCommand } from './step-command.ts'
import type { UdidReply } from './udid-reply.ts'
import type { Udid } from './udid.ts'

/** What step mode is told. */
export interface StepOptions {
  /** The commands, as they come. */
  readonly commands: Iterable<StepCommand> | AsyncIterable<StepCommand>
  /** What was known of the devices before, from earlier steps. */
  readonly before: readonly DeviceFlags[]
}

/** What one command came to, in words, and the UDID it showed. */
interface Came {
  readonly seq: number | null
  readonly words: string
  readonly udid?: Udid
}

/**
 * Sends ARP commands one at a time, as they are asked for: nothing is looked at first, nothing repeated but what the bus
 * spoiled. After each, a `step` event says what it came to, and the AV and AR flags of every device.
 */
export async function step(session: ArpSession, { commands, before }: StepOptions): Promise<void> {
  let flags = before
  let last: Udid | null = null
  for await (const command of commands) {
    const { seq, words, udid }: Came = await send(session, command, last)
    last = udid ?? last
    const transaction = session.lastTransaction
    if (seq !== null && transaction) flags = deduceFlags(flags, transaction)
    const devices = session.truth() ?? flags
    session.observe({
      type: 'step',
      command: formatStepCommand(command),
      clause: clauseOf(command),
      seq,
      words,
      devices,
    })
  }
}

async function send(session: ArpSession, command: StepCommand, last: Udid | null): Promise<Came> {
  switch (command.command) {
    case 'prepare':
      return sent(await session.sendCommand('prepare', ARP_COMMAND.prepare), 'nobody takes part in ARP')
    case 'reset': {
      const code = command.address === null ? ARP_COMMAND.reset : directedReset(command.address)
      return sent(await session.sendCommand('reset', code), 'nobody was reset')
    }
    case 'get-udid':
      return question(session, command.address)
    case 'assign':
      return assign(session, command, last)
  }
}

async function assign(
  session: ArpSession,
  { address, udid }: Extract<StepCommand, { command: 'assign' }>,
  last: Udid | null,
): Promise<Came> {
  const whom = udid ?? last
  const reservation = reservationOf(address)
  if (reservation?.kind === 'hard')
    return { seq: null, words: `not sent: ${formatAddress(address)} can't be given to a device: ${reservation.why}` }
  if (whom === null) {
    return {
      seq: null,
      words: `not sent: no device has shown its UDID; get-udid first, or assign:${formatAddress(address)}:UDID`,
    }
  }
  return sent(await session.assign(encodeAssignment(whom, address)), 'nobody has taken it')
}

function sent(reply: SmbusReply, otherwise: string): Came {
  const { seq, outcome, nackIndex } = reply
  if (outcome === 'ok') return { seq, words: 'acknowledged to the end' }
  return { seq, words: `${typeof nackIndex === 'number' ? `byte ${nackIndex} refused` : 'refused'}: ${otherwise}` }
}

async function question(session: ArpSession, address: number | null): Promise<Came> {
  const code = address === null ? ARP_COMMAND.getUdid : directedGetUdid(address)
  const reply = await session.getUdid('get-udid', code)
  const words = answerWords(reply, address)
  return reply.kind === 'udid' ? { seq: reply.seq, words, udid: reply.udid } : { seq: reply.seq, words }
}

function answerWords(reply: UdidReply, address: number | null): string {
  switch (reply.kind) {
    case 'udid':
      return `${reply.udid}, ${addressWords(reply.addressByte)}, PEC right`
    case 'bad-pec':
      return `${reply.udid}, but its PEC is wrong (${formatByte(reply.pecGot)}, expected ${formatByte(reply.pecExpected)}): no proof of anything`
    case 'bad-count':
      return reply.filler
        ? '0xff throughout: filler of a device that is resolved'
        : `byte count ${reply.count} instead of 17: no UDID`
    case 'withheld':
      return `bytes came whose ${reply.why === 'pec' ? 'PEC' : 'count'} the kernel found wrong`
    case 'refused':
      if (reply.at === 'read-address') return 'the command was taken and the reply refused: a device that is not ready'
      return address === null
        ? 'refused: nobody is left who takes part'
        : `refused: no device with a valid address ${formatAddress(address)}`
  }
}

function addressWords(addressByte: number): string {
  return addressByte === NO_ADDRESS ? 'no address' : `at ${formatAddress(addressByte >> 1)}`
}
