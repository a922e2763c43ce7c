import { DEVICE_DEFAULT_ADDRESS, formatAddress } from '#shared/i2c/address.ts'
import type { TransferOptions } from '#shared/i2c/bus.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { BusError, type BusErrorKind } from '#shared/i2c/errors.ts'
import type { SmbusLink, SmbusReply } from '#shared/smbus/link.ts'
import type { Transaction } from '#shared/i2c/recorder.ts'
import type { DeviceFlags } from './flags.ts'
import { ARP_COMMAND, UDID_BLOCK_BYTES } from './commands.ts'
import type { Observe, Step } from './events.ts'
import { finding, type Finding, type FindingCode } from './findings.ts'
import type { ArpPolicy } from './policy.ts'
import { judgeUdidReply, type UdidReply } from './udid-reply.ts'

/** What an ARP operation works with. */
export interface SessionParts {
  readonly link: SmbusLink
  readonly clock: Clock
  readonly policy: ArpPolicy
  readonly observe: Observe
  readonly signal?: AbortSignal
  /** See {@link ArpSession.clockHz}. */
  readonly clockHz?: number
  /** See {@link ArpSession.lastTransaction}. */
  readonly lastTransaction?: () => Transaction | undefined
  /** See {@link ArpSession.truth}. */
  readonly truth?: () => readonly DeviceFlags[]
  /** See {@link ArpSession.occupied}. */
  readonly occupied?: ReadonlyMap<number, string>
}

/** What a transaction is for, to whom it goes, and whether it repeats one that went wrong. */
interface Request {
  readonly step: Step
  readonly address: number
  readonly retry?: boolean
}

/** Outcomes worth a second try because they say nothing about the target. */
const TRANSIENT: Partial<Record<SmbusReply['outcome'], FindingCode>> = {
  'arbitration-lost': 'arbitration-lost',
  'bus-busy': 'second-controller',
  timeout: 'clock-timeout',
}

const TRANSIENT_MESSAGE: Partial<Record<FindingCode, string>> = {
  'arbitration-lost': 'Arbitration was lost to another controller; sent again',
  'second-controller': 'The bus was busy: another controller is using it; sent again',
  'clock-timeout': 'SCL was held low too long; sent again',
  'late-reply': 'The adapter answered late or out of turn; the reply was matched to its command, and no other was used',
}

/**
 * One ARP controller at work on one bus: sends transactions, says what each was for, repeats those that
 * the bus and not the target spoiled, and stops between two of them when cancelled.
 */
export class ArpSession {
  readonly policy: ArpPolicy
  /** Addresses that are somebody's for certain, and whose, in words: they are neither probed nor given out. */
  readonly occupied: ReadonlyMap<number, string>
  readonly #parts: SessionParts
  readonly #transients = new Map<FindingCode, number[]>()
  #lastSeq: number | undefined

  constructor(parts: SessionParts) {
    this.policy = parts.policy
    this.occupied = parts.occupied ?? new Map()
    this.#parts = parts
  }

  /** Hands an event on. */
  get observe(): Observe {
    return this.#parts.observe
  }

  /** True once the operation has been cancelled. */
  get cancelled(): boolean {
    return this.#parts.signal?.aborted ?? false
  }

  /** The transaction sent last, for evidence when it ended the operation. */
  get lastSeq(): number | undefined {
    return this.#lastSeq
  }

  /** The transaction sent last, as recorded. */
  get lastTransaction(): Transaction | undefined {
    return this.#parts.lastTransaction?.()
  }

  /** The devices as they really are, where the bus is simulated. */
  truth(): readonly DeviceFlags[] | undefined {
    return this.#parts.truth?.()
  }

  /** Wall-clock time in milliseconds since the Unix epoch: for what people read. */
  utcMs(): number {
    return this.#parts.clock.utcMs()
  }

  /** Bus clock in hertz; 0 where it is not known. */
  get clockHz(): number {
    return this.#parts.clockHz ?? 0
  }

  /** Milliseconds on a clock nobody sets: for how long things take. */
  nowMs(): number {
    return this.#parts.clock.nowUs() / 1000
  }

  /** Waits; rejects with the signal's reason when cancelled. */
  sleep(ms: number): Promise<void> {
    return this.#parts.clock.sleep(ms, this.#parts.signal)
  }

  /** Announces a stretch of work; `total` transactions are expected where that is known. */
  phase(step: Step, total: number | null = null): void {
    this.observe({ type: 'phase', step, total })
  }

  /** Raises a finding about a device, or about the bus where `device` is null. */
  raise(device: number | null, raised: Finding): void {
    this.observe({ type: 'finding', device, ...raised })
  }

  /** A general or directed Get UDID, judged: `S 61w command Sr 61r 11 UDID… address PEC P`. */
  async getUdid(step: Step, command: number, retry = false): Promise<UdidReply> {
    const reply = await this.#exchange({ step, retry, address: DEVICE_DEFAULT_ADDRESS }, (link, options) =>
      link.readBlock(DEVICE_DEFAULT_ADDRESS, command, UDID_BLOCK_BYTES, options),
    )
    return judgeUdidReply(reply, command)
  }

  /** Prepare to ARP or Reset Device: `S 61w command PEC P`. */
  sendCommand(step: Step, command: number, retry = false): Promise<SmbusReply> {
    return this.#exchange({ step, retry, address: DEVICE_DEFAULT_ADDRESS }, (link, options) =>
      link.sendByte(DEVICE_DEFAULT_ADDRESS, command, options),
    )
  }

  /** Assign Address: `S 61w 04 11 UDID… address PEC P`. */
  assign(block: Uint8Array, retry = false): Promise<SmbusReply> {
    return this.#exchange({ step: 'assign', retry, address: DEVICE_DEFAULT_ADDRESS }, (link, options) =>
      link.writeBlock(DEVICE_DEFAULT_ADDRESS, ARP_COMMAND.assign, block, options),
    )
  }

  /** A command to 0x61 with a wrong PEC, for a target to refuse. Undefined where the adapter can't. */
  async sendWrongPec(step: Step, bytes: readonly number[]): Promise<SmbusReply | undefined> {
    if (!this.#parts.link.writeWrongPec) return undefined
    return this.#exchange({ step, address: DEVICE_DEFAULT_ADDRESS }, async (link, options) => {
      const reply = await link.writeWrongPec?.(DEVICE_DEFAULT_ADDRESS, bytes, options)
      if (!reply) throw new Error('a link that could send a wrong PEC no longer can')
      return reply
    })
  }

  /** One-byte read of an address: whether somebody acknowledges there. */
  async probe(step: Step, address: number): Promise<{ seq: number; acknowledged: boolean }> {
    const reply = await this.#exchange({ step, address }, (link, options) => link.probe(address, options))
    return { seq: reply.seq, acknowledged: reply.outcome === 'ok' }
  }

  /** Quick Command to an address: whether somebody acknowledges there. Undefined where the adapter can't. */
  async quickProbe(step: Step, address: number): Promise<{ seq: number; acknowledged: boolean } | undefined> {
    const { quickCommand } = this.#parts.link
    if (!quickCommand) return undefined
    const reply = await this.#exchange({ step, address }, (_, options) => quickCommand(address, options))
    return { seq: reply.seq, acknowledged: reply.outcome === 'ok' }
  }

  /** Says, once for each kind, which transactions the bus spoiled and a repeat healed. */
  reportTransients(): void {
    for (const [code, evidence] of this.#transients) {
      this.raise(null, finding(code, TRANSIENT_MESSAGE[code] ?? code, evidence, 'warning'))
    }
    this.#transients.clear()
  }

  async #exchange<R extends SmbusReply>(
    request: Request,
    perform: (link: SmbusLink, options: TransferOptions) => Promise<R>,
  ): Promise<R> {
    const { link, signal, policy, observe } = this.#parts
    const { step, retry = false } = request
    const options: TransferOptions = { timeoutMs: policy.transferTimeoutMs, ...(signal ? { signal } : {}) }
    const spoiled: [FindingCode, number][] = []
    for (;;) {
      signal?.throwIfAborted()
      const reply = await perform(link, options)
      this.#lastSeq = reply.seq
      observe({ type: 'exchange', step, retry: retry || spoiled.length > 0, ...pecOf(reply) })
      const transient = TRANSIENT[reply.outcome]
      if (reply.outcome === 'closed' || reply.outcome === 'adapter') throw failure(reply, request, 1)
      if (reply.isLate) this.#note([['late-reply', reply.seq]])
      if (!transient) {
        this.#note(spoiled)
        return reply
      }
      spoiled.push([transient, reply.seq])
      if (spoiled.length >= policy.transferTries) throw failure(reply, request, spoiled.length)
      await this.sleep(policy.transferRetryWaitMs)
    }
  }

  #note(spoiled: readonly (readonly [FindingCode, number])[]): void {
    for (const [code, seq] of spoiled) {
      // Added to, not copied: a watch goes on for days.
      const seqs = this.#transients.get(code) ?? []
      seqs.push(seq)
      this.#transients.set(code, seqs)
    }
  }
}

function pecOf({ seq, pecExpected, pecGot, pecCheckedBy, withheld }: SmbusReply) {
  return { seq, pecExpected, pecGot, pecCheckedBy, ...(withheld ? { withheld } : {}) }
}

/** What ended the operation, and what to do about it. */
function failure({ seq, outcome, message }: SmbusReply, { step, address }: Request, attempts: number): BusError {
  const { kind, words } = FAILURE[outcome] ?? { kind: 'adapter', words: `ended in ${outcome}` }
  const tries = attempts > 1 ? `, tried ${attempts} times` : ''
  return new BusError(kind, `Transaction ${seq} (${step}, ${formatAddress(address)})${tries}: ${message ?? words}`, {
    address,
  })
}

const FAILURE: Partial<Record<SmbusReply['outcome'], { kind: BusErrorKind; words: string }>> = {
  'arbitration-lost': {
    kind: 'arbitration-lost',
    words: 'lost the bus to another controller; stop that one, or try again when it is done',
  },
  'bus-busy': {
    kind: 'bus-busy',
    words: 'found the bus busy; stop the other controller, and look whether a line is held low',
  },
  timeout: { kind: 'timeout', words: 'SCL was held low too long; try a lower --speed or a longer --timeout' },
  closed: { kind: 'closed', words: 'the adapter is gone; plug it in again' },
  adapter: { kind: 'adapter', words: 'the adapter failed; unplug it and plug it in again' },
}
