import type { ArpEvent, CheckResult, DeviceState, RunStarted, StepResult } from '#shared/arp/events.ts'
import type { Finding } from '#shared/arp/findings.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { LineLevels } from '#shared/i2c/bus.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import { UNIDENTIFIED, type Identify } from '#shared/identify/identify.ts'
import { runDevice } from './device.ts'
import { runHead, type RunHead } from './head.ts'
import type { Run, RunCheck, RunDevice, RunFinding, RunStep, RunTransaction } from './run.ts'
import { SlowRepeatedStarts } from './slow-repeated-start.ts'
import { Statistics } from './statistics.ts'
import { summarise } from './summary.ts'
import { TransactionLog } from './transaction-log.ts'

/** How many transactions a `watch`, which may go on for days, lists besides its evidence. */
const WATCH_TRANSACTIONS = 10_000

const UNKNOWN_LEVELS: LineLevels = { scl: 'unknown', sda: 'unknown' }

type EventOf<T extends ArpEvent['type']> = Extract<ArpEvent, { type: T }>

/** A finding, and the device of the Run it belongs to; null for the bus, and for a device that is void. */
interface Attributed {
  readonly device: number | null
  readonly finding: RunFinding
}

/**
 * The fold of an operation's events into its Run. Adding an event costs the same however many came before;
 * `run` can be asked for at any time, and what it gives does not change afterwards.
 */
export class RunFold {
  #head: RunHead | undefined
  #clockHz = 0
  #finished: EventOf<'run-finished'> | undefined
  readonly #lines: Record<'before' | 'after', LineLevels> = { before: UNKNOWN_LEVELS, after: UNKNOWN_LEVELS }
  readonly #devices = new Map<number, DeviceState>()
  readonly #otherAddresses = new Map<number, EventOf<'other-address'>>()
  readonly #statistics = new Statistics()
  readonly #slow = new SlowRepeatedStarts()
  readonly #identify: Identify
  #findings: Attributed[] = []
  readonly #checks: RunCheck[] = []
  readonly #steps: RunStep[] = []
  #log = new TransactionLog()
  #lastEndUs = 0

  /** @param identify says who a device is, which its UDID alone does not */
  constructor(identify: Identify = UNIDENTIFIED) {
    this.#identify = identify
  }

  /** The Run as far as it has come; undefined before `run-started`. */
  get run(): Run | undefined {
    if (!this.#head) return undefined
    const { identity, adapter, consent, settings } = this.#head
    const devices = this.#listDevices()
    const findings = this.#busFindings()
    return {
      ...identity,
      finished_utc: this.#finished?.finishedUtc ?? null,
      duration_ms: this.#finished?.durationMs ?? this.#lastEndUs / 1000,
      complete: this.#finished?.complete ?? false,
      adapter,
      bus: { clock_hz: this.#clockHz, lines_before: this.#lines.before, lines_after: this.#lines.after },
      consent,
      settings,
      devices,
      ...(identity.operation === 'check' ? { checks: [...this.#checks] } : {}),
      ...(identity.operation === 'step' ? { steps: [...this.#steps] } : {}),
      other_addresses: this.#listOtherAddresses(),
      findings,
      summary: summarise(devices, findings, this.#checks),
      statistics: this.#statistics.counts(this.#log.dropped),
      transactions: this.#log.list(),
    }
  }

  /**
   * Takes the next event.
   * @throws RangeError for an event out of order: one before `run-started`, or about a transaction that never was
   */
  add(event: ArpEvent): void {
    if ((event.type === 'run-started') === (this.#head !== undefined)) {
      throw new RangeError(`event: ${event.type} ${this.#head ? 'in the middle of' : 'before the start of'} a run`)
    }
    switch (event.type) {
      case 'run-started':
        this.#start(event)
        break
      case 'lines':
        this.#lines[event.when] = { scl: event.levels.scl, sda: event.levels.sda }
        break
      case 'transaction':
        this.#addTransaction(event)
        break
      case 'exchange':
        this.#joinExchange(event)
        break
      case 'device':
        this.#devices.set(event.device, event)
        break
      case 'finding':
        this.#findings.push({ device: event.device, finding: listedFinding(event) })
        break
      case 'check':
        this.#checks.push(listedCheck(event))
        break
      case 'step':
        this.#steps.push(listedStep(event))
        break
      case 'other-address':
        this.#otherAddresses.set(event.address, event)
        break
      case 'restarted':
        this.#voidDevices()
        break
      case 'run-finished':
        this.#finished = event
        break
      case 'phase':
      case 'presence':
      case 'address-chosen':
        break
    }
    if ('evidence' in event) this.#log.keep(event.evidence)
  }

  #start(event: RunStarted): void {
    this.#head = runHead(event)
    this.#clockHz = event.clockHz
    if (event.operation === 'watch') this.#log = new TransactionLog(WATCH_TRANSACTIONS)
  }

  #addTransaction({ transaction }: EventOf<'transaction'>): void {
    this.#log.append(transaction)
    this.#statistics.add(transaction)
    this.#lastEndUs = transaction.tUs + transaction.durationUs
  }

  #joinExchange(event: EventOf<'exchange'>): void {
    const { seq, step, pecExpected, pecGot, pecCheckedBy } = event
    const transaction = this.#log.amend(seq, {
      step,
      pec_expected: byteOrNull(pecExpected),
      pec_got: byteOrNull(pecGot),
      pec_checked_by: pecCheckedBy,
    })
    if (!transaction) throw new RangeError(`event: exchange of transaction ${seq}, which is not listed`)
    this.#statistics.addExchange(transaction, event)
    this.#slow.add(transaction, event.retry)
  }

  /** The numbers of void devices are given again, so what was found about the old ones becomes the bus's. */
  #voidDevices(): void {
    this.#devices.clear()
    this.#findings = this.#findings.map(({ finding }) => ({ device: null, finding }))
  }

  #listDevices(): RunDevice[] {
    const states = [...this.#devices.values()].sort((one, other) => one.device - other.device)
    const findings = new Map<number | null, RunFinding[]>(states.map(({ device }) => [device, []]))
    for (const { device, finding } of this.#findings) findings.get(device)?.push(finding)
    return states.map((state) => runDevice(state, findings.get(state.device) ?? [], this.#identify))
  }

  #busFindings(): RunFinding[] {
    const ofTheBus = this.#findings.filter(({ device }) => device === null || !this.#devices.has(device))
    return [...ofTheBus.map(({ finding }) => finding), ...this.#slow.findings().map(listedFinding)]
  }

  /** A probe may have met a device that showed itself later: that is no other address then. */
  #listOtherAddresses(): Run['other_addresses'] {
    const held = new Set([...this.#devices.values()].map(({ address }) => address))
    return [...this.#otherAddresses.values()]
      .filter(({ address }) => !held.has(address))
      .sort((one, other) => one.address - other.address)
      .map(({ address, answersTo }) => ({ address: formatAddress(address), answers_to: answersTo }))
  }
}

function listedFinding({ code, severity, message, evidence }: Finding): RunFinding {
  return { code, severity, message, evidence }
}

function listedCheck(result: CheckResult): RunCheck {
  const { id, device, title, verdict, reason, objective, steps, passRule, clause, evidence } = result
  return { id, device, title, verdict, reason, objective, steps, pass_rule: passRule, clause, evidence }
}

function listedStep({ command, clause, seq, words, devices }: StepResult): RunStep {
  return {
    command,
    clause,
    seq,
    result: words,
    devices: devices.map(({ udid, address, addressValid, addressResolved, basis }) => ({
      udid,
      address: address === null ? null : formatAddress(address),
      address_valid: addressValid,
      address_resolved: addressResolved,
      basis,
    })),
  }
}

function byteOrNull(byte: number | null): RunTransaction['pec_expected'] {
  return byte === null ? null : formatByte(byte)
}
