import type { ArpEvent, DeviceState, RunStarted, Step } from '#shared/arp/events.ts'
import { finding } from '#shared/arp/findings.ts'
import { parseHex } from '#shared/i2c/hex.ts'
import type { Transaction } from '#shared/i2c/recorder.ts'
import { pec } from '#shared/smbus/pec.ts'

/** An Intel I217 with its strap at 1, at its default address 0x64. */
export const I217 = '4108808610d400040000000044332211'
/** A Napatech NT400D11; the last four bytes are invented. */
export const NT400D11 = '810818f40215002518f402150d0e0a0d'

/** The first event of an enumeration of the example card. */
export const STARTED: RunStarted = {
  type: 'run-started',
  runId: '0f3a1c52-7d5e-4b8a-9c41-2f6be1d0a7e3',
  operation: 'enumerate',
  startedUtc: '2026-11-22T09:30:00.000Z',
  tool: { name: 'arpeggio', version: '0.1.0' },
  host: { os: 'linux', arch: 'x64' },
  adapter: {
    selector: 'sim:pcie-card@mcp2221',
    kind: 'mcp2221',
    product: 'MCP2221 USB-I2C/UART Combo',
    serial: '0002137841',
    firmware: '1.1',
    simulated: true,
    capabilities: {
      repeatedStart: true,
      quickWrite: false,
      maxTransferBytes: 65535,
      clockHz: { min: 46_875, max: 400_000 },
      nackReporting: 'address-only',
      reportsArbitrationLoss: false,
      toleratesClockStretching: true,
      readsLines: { scl: true, sda: true },
      recovery: 'cancel',
    },
  },
  clockHz: 100_000,
  consent: { armed: true, by: 'ana (--arm)', atUtc: '2026-11-22T09:29:58.000Z' },
  settings: {
    pool: [0x11, 0x12, 0x13],
    reserved: [0x14],
    pec: 'strict',
    probe: true,
    move: false,
    withFixed: false,
    resetFirst: false,
    prepareAnyway: false,
    clockHz: 100_000,
    timeoutMs: 100,
  },
}

/** A device of the example as it is when found; give what differs. */
export function deviceEvent(device: number, udid: string, change: Partial<DeviceState> = {}): ArpEvent {
  return {
    type: 'device',
    device,
    udid,
    address: null,
    addressBefore: null,
    assignedBy: null,
    deviceClass: 'arp-capable',
    confirmed: false,
    status: 'not_assigned',
    evidence: [],
    ...change,
  }
}

/** A transaction that went well; give what differs. */
export function transactionEvent(seq: number, change: Partial<Transaction> = {}): ArpEvent {
  return {
    type: 'transaction',
    transaction: {
      seq,
      tUs: seq * 3000,
      durationUs: 2500,
      operation: 'write',
      address: 0x61,
      written: '01c0',
      read: '',
      outcome: 'ok',
      nackIndex: null,
      usbTransfers: 4,
      srGapUs: null,
      wireTimeUs: 290,
      ...change,
    },
  }
}

/** What a transaction was for; give what differs. */
export function exchangeEvent(
  seq: number,
  change: Partial<Omit<Extract<ArpEvent, { type: 'exchange' }>, 'type' | 'seq'>> = {},
): ArpEvent {
  return {
    type: 'exchange',
    seq,
    step: 'get-udid',
    retry: false,
    pecExpected: null,
    pecGot: null,
    pecCheckedBy: null,
    ...change,
  }
}

/** A write to 0x61 and its exchange. */
function sent(seq: number, step: Step, bytes: string): ArpEvent[] {
  const pecExpected = pec([0xc2, ...parseHex(bytes)])
  const written = bytes + pecExpected.toString(16).padStart(2, '0')
  return [
    transactionEvent(seq, { written, wireTimeUs: 110 + 45 * written.length }),
    exchangeEvent(seq, { step, pecExpected, pecCheckedBy: 'target' }),
  ]
}

/** A Get UDID and its exchange; `reply` is UDID and address byte, or undefined where the code was not acknowledged. */
function asked(seq: number, step: Step, code: string, reply?: string): ArpEvent[] {
  const base = { operation: 'write_read', written: code, usbTransfers: 6 } as const
  if (reply === undefined) {
    return [
      transactionEvent(seq, { ...base, outcome: 'nack-unknown', nackIndex: 'unknown', wireTimeUs: 200 }),
      exchangeEvent(seq, { step }),
    ]
  }
  const block = `11${reply}`
  const pecGot = pec([0xc2, ...parseHex(code), 0xc3, ...parseHex(block)])
  const read = block + pecGot.toString(16).padStart(2, '0')
  return [
    transactionEvent(seq, { ...base, read, srGapUs: 1900, wireTimeUs: 2020 }),
    exchangeEvent(seq, { step, pecExpected: pecGot, pecGot, pecCheckedBy: 'host' }),
  ]
}

/** An enumeration that finds two devices: one keeps the address it holds, one gets the second of the pool. */
export const EXAMPLE_EVENTS: readonly ArpEvent[] = [
  STARTED,
  { type: 'lines', when: 'before', levels: { scl: 'high', sda: 'high' } },
  { type: 'phase', step: 'look', total: 1 },
  ...asked(1, 'look', '03', `${I217}c9`),
  ...sent(2, 'prepare', '01'),
  ...asked(3, 'get-udid', '03', `${I217}c9`),
  deviceEvent(0, I217, { address: 0x64, addressBefore: 0x64, evidence: [3] }),
  ...sent(4, 'assign', `0411${I217}c8`),
  ...asked(5, 'confirm', 'c9', `${I217}c9`),
  deviceEvent(0, I217, {
    address: 0x64,
    addressBefore: 0x64,
    assignedBy: 'kept',
    confirmed: true,
    status: 'ok',
    evidence: [3, 4, 5],
  }),
  {
    type: 'finding',
    device: 0,
    ...finding('reserved-address', 'Holds 0x64, which is outside the pool; kept, --move would move it', [3]),
  },
  ...asked(6, 'get-udid', '03', `${NT400D11}ff`),
  deviceEvent(1, NT400D11, { evidence: [6] }),
  transactionEvent(7, { operation: 'read', address: 0x11, written: '', read: 'ff', wireTimeUs: 200 }),
  exchangeEvent(7, { step: 'probe' }),
  { type: 'other-address', address: 0x11, answersTo: 'read' },
  transactionEvent(8, {
    operation: 'read',
    address: 0x12,
    written: '',
    outcome: 'nack-address',
    nackIndex: 0,
    wireTimeUs: 110,
  }),
  exchangeEvent(8, { step: 'probe' }),
  {
    type: 'address-chosen',
    device: 1,
    address: 0x12,
    why: 'the first free address of the pool',
    refused: [{ address: 0x11, why: 'something answers there' }],
  },
  ...sent(9, 'assign', `0411${NT400D11}24`),
  ...asked(10, 'confirm', '25', `${NT400D11}25`),
  deviceEvent(1, NT400D11, {
    address: 0x12,
    assignedBy: 'arpeggio',
    confirmed: true,
    status: 'ok',
    evidence: [6, 9, 10],
  }),
  ...asked(11, 'get-udid', '03'),
  {
    type: 'finding',
    device: null,
    ...finding('nack-unknown-byte', 'The adapter cannot tell which byte was refused', [11]),
  },
  { type: 'lines', when: 'after', levels: { scl: 'high', sda: 'high' } },
  { type: 'run-finished', finishedUtc: '2026-11-22T09:30:00.041Z', durationMs: 41.5, complete: true },
]
