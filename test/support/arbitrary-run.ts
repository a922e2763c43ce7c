import fc from 'fast-check'
import type { ArpEvent, DeviceState, OperationName, RunStarted, Step } from '#shared/arp/events.ts'
import { FINDING_SEVERITY, type FindingCode } from '#shared/arp/findings.ts'
import type { Transaction } from '#shared/i2c/recorder.ts'
import { RunFold } from '#shared/run/fold.ts'
import type { Run } from '#shared/run/run.ts'

type EventOf<T extends ArpEvent['type']> = Extract<ArpEvent, { type: T }>
type Exchange = Omit<EventOf<'exchange'>, 'type' | 'seq'>

/** What an operation does next; transactions get their `seq` and time when a stream is put together. */
type Move =
  | { readonly kind: 'transfer'; readonly transaction: Omit<Transaction, 'seq' | 'tUs'>; readonly exchange: Exchange }
  | { readonly kind: 'event'; readonly event: ArpEvent }

const OPERATIONS: OperationName[] = ['scan', 'inventory', 'enumerate', 'assign', 'reset', 'watch']
const STEPS: Step[] = ['self-test', 'look', 'walk', 'prepare', 'reset', 'get-udid', 'probe', 'assign', 'confirm']

const anyAddress = fc.integer({ min: 0x00, max: 0x7f })
const anyByte = fc.nat(0xff)
const anyMicroseconds = fc.nat(60_000)
const anyLine = fc.constantFrom('high', 'low', 'unknown')
const anyLevels = fc.record({ scl: anyLine, sda: anyLine })
const anyUtc = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString())

/** Text that spreadsheets, CSV readers and JSON writers are prone to mistake. */
const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .tuple(fc.constantFrom('=', '+', '-', '@', '\t', "'", '"', ',', ';', '\r', '\n', '\r\n', ''), fc.string())
    .map((parts) => parts.join('')),
)

/** 32 hex digits: no order, no sense. */
const anyUdid: fc.Arbitrary<string> = hexDigits(16)

const anyRunStarted: fc.Arbitrary<RunStarted> = fc.record({
  type: fc.constant('run-started'),
  runId: fc.uuid(),
  operation: fc.constantFrom(...OPERATIONS),
  startedUtc: anyUtc,
  tool: fc.record({ name: anyText, version: anyText }),
  host: fc.record({ os: anyText, arch: anyText }),
  adapter: fc.record({
    selector: anyText,
    kind: fc.constantFrom('mcp2221', 'ch341', 'i2c-dev', 'ideal'),
    product: anyText,
    serial: fc.option(anyText),
    firmware: fc.option(anyText),
    simulated: fc.boolean(),
    capabilities: fc.record({
      repeatedStart: fc.boolean(),
      quickWrite: fc.boolean(),
      maxTransferBytes: fc.nat(65535),
      clockHz: fc.record({ min: fc.nat(10_000), max: fc.nat(1_000_000) }),
      nackReporting: fc.constantFrom('every-byte', 'address-only', 'none'),
      reportsArbitrationLoss: fc.boolean(),
      toleratesClockStretching: fc.boolean(),
      readsLines: fc.record({ scl: fc.boolean(), sda: fc.boolean() }),
      recovery: fc.constantFrom('clocks', 'cancel', 'none'),
    }),
  }),
  clockHz: fc.integer({ min: 10_000, max: 400_000 }),
  consent: fc.record({ armed: fc.boolean(), by: fc.option(anyText), atUtc: fc.option(anyUtc) }),
  settings: fc.record({
    pool: fc.array(anyAddress),
    reserved: fc.array(anyAddress),
    pec: fc.constantFrom('strict', 'tolerant'),
    probe: fc.boolean(),
    move: fc.boolean(),
    withFixed: fc.boolean(),
    resetFirst: fc.boolean(),
    prepareAnyway: fc.boolean(),
    clockHz: fc.integer({ min: 10_000, max: 400_000 }),
    timeoutMs: fc.nat(10_000),
  }),
})

const anyTransfer: fc.Arbitrary<Move> = fc.record({
  kind: fc.constant('transfer'),
  transaction: fc.record({
    durationUs: anyMicroseconds,
    operation: fc.constantFrom('write', 'read', 'write_read'),
    address: anyAddress,
    written: hexDigits(0, 20),
    read: hexDigits(0, 19),
    outcome: fc.constantFrom(
      'ok',
      'nack-address',
      'nack-data',
      'nack-unknown',
      'arbitration-lost',
      'timeout',
      'closed',
    ),
    nackIndex: fc.option(fc.oneof(fc.nat(40), fc.constant('unknown' as const))),
    usbTransfers: fc.nat(10),
    srGapUs: fc.option(anyMicroseconds),
    wireTimeUs: fc.option(anyMicroseconds),
  }),
  exchange: fc.record({
    step: fc.constantFrom(...STEPS),
    retry: fc.boolean(),
    pecExpected: fc.option(anyByte),
    pecGot: fc.option(anyByte),
    pecCheckedBy: fc.option(fc.constantFrom('host', 'target', 'kernel')),
  }),
})

const anyEvidence = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 3 })

const anyDevice: fc.Arbitrary<DeviceState> = fc.record({
  device: fc.nat(8),
  udid: anyUdid,
  address: fc.option(anyAddress),
  addressBefore: fc.option(anyAddress),
  assignedBy: fc.option(fc.constantFrom('arpeggio', 'kept', 'device')),
  deviceClass: fc.constantFrom('arp-capable', 'fixed-and-discoverable', 'fixed-not-discoverable'),
  confirmed: fc.boolean(),
  status: fc.constantFrom('ok', 'kept_own_address', 'conflict', 'unconfirmed', 'failed', 'not_assigned'),
  evidence: anyEvidence,
})

const anyNotice: fc.Arbitrary<Move> = fc
  .oneof(
    fc.record<EventOf<'lines'>>({
      type: fc.constant('lines'),
      when: fc.constantFrom('before', 'after'),
      levels: anyLevels,
    }),
    anyDevice.map((state): ArpEvent => ({ type: 'device', ...state })),
    fc.record<EventOf<'finding'>>({
      type: fc.constant('finding'),
      device: fc.option(fc.nat(8)),
      code: fc.constantFrom(...(Object.keys(FINDING_SEVERITY) as FindingCode[])),
      severity: fc.constantFrom('info', 'warning', 'error'),
      message: anyText,
      evidence: anyEvidence,
    }),
    fc.record<EventOf<'other-address'>>({
      type: fc.constant('other-address'),
      address: anyAddress,
      answersTo: fc.constantFrom('quick', 'read'),
    }),
    fc.record<EventOf<'restarted'>>({ type: fc.constant('restarted'), why: anyText }),
    fc.record<EventOf<'phase'>>({
      type: fc.constant('phase'),
      step: fc.constantFrom(...STEPS),
      total: fc.option(fc.nat()),
    }),
  )
  .map((event) => ({ kind: 'event', event }))

const anyRunFinished: fc.Arbitrary<EventOf<'run-finished'>> = fc.record({
  type: fc.constant('run-finished'),
  finishedUtc: anyUtc,
  durationMs: fc.nat(1_000_000),
  complete: fc.boolean(),
})

/** The events of one operation, cut short or not: every event allowed where it stands, though no ARP could have made them. */
export const anyEvents: fc.Arbitrary<ArpEvent[]> = fc
  .tuple(
    anyRunStarted,
    fc.array(fc.oneof({ weight: 2, arbitrary: anyTransfer }, { weight: 1, arbitrary: anyNotice }), { maxLength: 60 }),
    fc.option(anyRunFinished),
  )
  .map(([started, moves, finished]) => [started, ...played(moves), ...(finished ? [finished] : [])])

/** The Run of any operation. */
export const anyRun: fc.Arbitrary<Run> = anyEvents.map(foldAll)

/** The Run that these events come to. */
export function foldAll(events: readonly ArpEvent[]): Run {
  const fold = new RunFold()
  for (const event of events) fold.add(event)
  if (!fold.run) throw new RangeError('events: no run-started among them')
  return fold.run
}

function played(moves: readonly Move[]): ArpEvent[] {
  let [seq, tUs] = [0, 0]
  return moves.flatMap((move): ArpEvent[] => {
    if (move.kind === 'event') return [move.event]
    seq++
    tUs += move.transaction.durationUs
    return [
      { type: 'transaction', transaction: { seq, tUs, ...move.transaction } },
      { type: 'exchange', seq, ...move.exchange },
    ]
  })
}

function hexDigits(minBytes: number, maxBytes = minBytes): fc.Arbitrary<string> {
  return fc
    .uint8Array({ minLength: minBytes, maxLength: maxBytes })
    .map((bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''))
}
