import type { AdapterInfo } from '#shared/adapters/adapter.ts'
import type { LineLevels } from '#shared/i2c/bus.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { BusError, type BusErrorKind } from '#shared/i2c/errors.ts'
import { Recorder, type Transaction } from '#shared/i2c/recorder.ts'
import { SELF_TEST_ADDRESSES, describeStuckLines } from '#shared/i2c/self-test.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { SmbusLink } from '#shared/smbus/link.ts'
import type { Observe, RunStarted } from './events.ts'
import { finding, type Finding, type FindingCode } from './findings.ts'
import type { DeviceFlags } from './flags.ts'
import type { ArpPolicy } from './policy.ts'
import { ArpSession } from './session.ts'

/** A bus that is open: what an operation needs to know of it. */
export interface OpenBus {
  readonly info: AdapterInfo
  readonly clock: Clock
  readonly clockHz: number
  /** A link whose transactions `recorder` numbers and keeps. */
  connect(recorder: Recorder): SmbusLink
  /** Levels of the lines, where the adapter can read them. */
  lines?(): Promise<LineLevels>
  /** Addresses that are somebody's for certain now, and whose, in words; absent where the adapter knows of none. */
  occupied?(): Promise<ReadonlyMap<number, string>>
  /** The ARP devices as they really are, which only a simulated bus knows. */
  truth?(): readonly DeviceFlags[]
  /** What has turned out about this adapter that its kind does not say, one line each. */
  remarks?(): readonly string[]
}

/** Who runs the operation, and how. */
export interface OperationFrame {
  readonly bus: OpenBus
  readonly policy: ArpPolicy
  readonly observe: Observe
  readonly signal?: AbortSignal
  /** Everything of `run-started` that the bus does not know. */
  readonly start: Omit<RunStarted, 'type' | 'adapter' | 'clockHz' | 'startedUtc'>
  /** False once the adapter has passed its self-test since it was opened. */
  readonly selfTest: boolean
}

/** Ends an operation with a finding that has been raised. */
class CutShort extends Error {}

/**
 * Runs one operation from `run-started` to `run-finished`: the lines and the self-test before it, the lines
 * after it, and whatever cut it short as a finding. Settles in every case but a defect, which it passes on
 * after `run-finished`.
 * @returns whether the operation ran to its end, and whether the adapter passed its self-test
 */
export async function runOperation(
  frame: OperationFrame,
  body: (session: ArpSession) => Promise<unknown>,
): Promise<{ complete: boolean; selfTestPassed: boolean }> {
  const { bus, observe, start } = frame
  const startUs = bus.clock.nowUs()
  const session = openSession(frame, await bus.occupied?.())
  let complete = false
  let selfTestPassed = !frame.selfTest
  observe({ type: 'run-started', ...start, startedUtc: utc(bus.clock), adapter: bus.info, clockHz: bus.clockHz })
  try {
    await readLines(session, bus, 'before')
    if (frame.selfTest) await selfTest(session)
    selfTestPassed = true
    await body(session)
    complete = true
  } catch (error) {
    await explain(session, frame, error)
  } finally {
    if (complete) complete = (await readLinesAfter(session, bus)) === 'free'
    session.reportTransients()
    for (const remark of bus.remarks?.() ?? []) session.raise(null, finding('not-observable', remark))
    const durationMs = Math.round(bus.clock.nowUs() - startUs) / 1000
    observe({ type: 'run-finished', finishedUtc: utc(bus.clock), durationMs, complete })
  }
  return { complete, selfTestPassed }
}

function openSession(
  { bus, policy, observe, signal }: OperationFrame,
  occupied: ReadonlyMap<number, string> = new Map(),
): ArpSession {
  let last: Transaction | undefined
  const recorder = new Recorder(bus.clock, (transaction) => {
    last = transaction
    observe({ type: 'transaction', transaction })
  })
  return new ArpSession({
    link: bus.connect(recorder),
    clock: bus.clock,
    clockHz: bus.clockHz,
    policy,
    observe,
    occupied,
    lastTransaction: () => last,
    ...(bus.truth ? { truth: () => bus.truth?.() ?? [] } : {}),
    ...(signal ? { signal } : {}),
  })
}

/** @throws CutShort when a line is held low; `evidence`: the transactions that met it */
async function readLines(
  session: ArpSession,
  bus: OpenBus,
  when: 'before' | 'after',
  evidence: readonly number[] = [],
): Promise<void> {
  const levels = await bus.lines?.()
  if (!levels) return
  session.observe({ type: 'lines', when, levels })
  const words = describeStuckLines(levels)
  if (words === undefined) return
  if (levels.sda === 'low') session.raise(null, finding('stuck-sda', words, evidence))
  if (levels.scl === 'low') session.raise(null, finding('stuck-scl', words, evidence))
  throw new CutShort(words)
}

/** @throws CutShort when the adapter claims an ACK from an address nobody can have */
async function selfTest(session: ArpSession): Promise<void> {
  session.phase('self-test', SELF_TEST_ADDRESSES.length)
  const acknowledged: number[] = []
  const evidence: number[] = []
  for (const address of SELF_TEST_ADDRESSES) {
    const probe = await session.probe('self-test', address)
    if (probe.acknowledged) acknowledged.push(address)
    if (probe.acknowledged) evidence.push(probe.seq)
  }
  if (acknowledged.length === 0) return
  const where = acknowledged.map(formatAddress).join(' and ')
  const message = `The adapter reports an ACK from ${where}, which nobody can have: SDA is low, the wiring is wrong, or the adapter makes ACKs up. No device list can be trusted`
  session.raise(null, finding('acks-everything', message, evidence))
  throw new CutShort(message)
}

async function explain(session: ArpSession, { bus, signal }: OperationFrame, error: unknown): Promise<void> {
  if (error instanceof CutShort) return
  if (signal?.aborted && error === signal.reason) {
    const message = 'Stopped between two transactions, as asked; what was found until then stands'
    session.raise(null, finding('interrupted', message))
    await readLinesAfter(session, bus)
    return
  }
  if (!(error instanceof BusError)) throw error
  const evidence = session.lastSeq === undefined ? [] : [session.lastSeq]
  const lines = error.kind === 'closed' ? 'unknown' : await readLinesAfter(session, bus, evidence)
  // A line held low is what a busy bus, a lost arbitration or a timeout came of.
  if (lines !== 'held' || error.kind === 'adapter') session.raise(null, busFinding(error, evidence))
}

/** Reads the lines once more at the end; a line held low then is a fault of its own. */
async function readLinesAfter(
  session: ArpSession,
  bus: OpenBus,
  evidence: readonly number[] = [],
): Promise<'free' | 'held' | 'unknown'> {
  try {
    await readLines(session, bus, 'after', evidence)
    return 'free'
  } catch (error) {
    if (error instanceof CutShort) return 'held'
    if (!(error instanceof BusError)) throw error
    session.raise(null, busFinding(error, []))
    return 'unknown'
  }
}

const CODE_OF: Partial<Record<BusErrorKind, FindingCode>> = {
  closed: 'adapter-lost',
  timeout: 'clock-timeout',
  'bus-busy': 'second-controller',
  'arbitration-lost': 'arbitration-lost',
}

function busFinding(error: BusError, evidence: readonly number[]): Finding {
  return finding(CODE_OF[error.kind] ?? 'adapter-error', error.message, evidence, 'error')
}

function utc(clock: Clock): string {
  return new Date(clock.utcMs()).toISOString()
}
