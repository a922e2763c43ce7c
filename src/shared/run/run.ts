import { z } from 'zod'
import type { OperationName, Step } from '#shared/arp/events.ts'
import { FINDING_SEVERITY } from '#shared/arp/findings.ts'
import {
  addressText,
  bytesText,
  byteText,
  count,
  digestText,
  doubleWordText,
  duration,
  oneOfOpen,
  udidText,
  utcText,
  uuidText,
  wordText,
} from './vocabulary.ts'

/** The `$schema` of every Run document. */
export const RUN_SCHEMA_URN = 'urn:arpeggio:schemas/run-1.schema.json'

/** The version of the Run documents written here. Another major part breaks readers, another minor part does not. */
export const RUN_SCHEMA_VERSION = '1.1'

/** Every operation that gives a Run. */
export const OPERATIONS: readonly OperationName[] = [
  'scan',
  'inventory',
  'enumerate',
  'assign',
  'reset',
  'watch',
  'verify',
  'check',
  'step',
]

const STEPS: readonly Step[] = [
  'self-test',
  'look',
  'walk',
  'prepare',
  'reset',
  'get-udid',
  'probe',
  'assign',
  'confirm',
  'watch',
  'scan',
]

/** `seq` of the transactions that prove a claim, oldest first. */
const evidence = z.array(count)

const finding = z
  .object({
    code: oneOfOpen(Object.keys(FINDING_SEVERITY)),
    severity: z.enum(['info', 'warning', 'error']),
    message: z.string(),
    evidence,
  })
  .meta({ id: 'finding' })

const lineLevel = z.enum(['high', 'low', 'unknown'])
const lines = z.object({ scl: lineLevel, sda: lineLevel }).meta({ id: 'lines' })

const capabilities = z.object({
  repeated_start: z.boolean(),
  quick_write: z.boolean(),
  max_transfer_bytes: count,
  clock_hz: z.object({ min: count, max: count }),
  nack_reporting: z.enum(['every-byte', 'address-only', 'none']),
  reports_arbitration_loss: z.boolean(),
  tolerates_clock_stretching: z.boolean(),
  reads_lines: z.object({ scl: z.boolean(), sda: z.boolean() }),
  recovery: z.enum(['clocks', 'cancel', 'none']),
})

const adapter = z.object({
  selector: z.string(),
  kind: oneOfOpen(['mcp2221', 'ch341', 'i2c-dev', 'ideal']),
  product: z.string(),
  serial: z.string().nullable(),
  firmware: z.string().nullable(),
  simulated: z.boolean(),
  capabilities,
})

const settings = z.object({
  pool: z.array(addressText),
  reserved: z.array(addressText),
  pec: z.enum(['strict', 'tolerant']),
  reset_first: z.boolean(),
  probe: z.boolean(),
  move: z.boolean(),
  with_fixed: z.boolean(),
  prepare_anyway: z.boolean(),
  clock_hz: count,
  timeout_ms: duration,
})

const device = z
  .object({
    index: count,
    address: addressText.nullable(),
    address_8bit_write: byteText.nullable(),
    address_before: addressText.nullable(),
    assigned_by: z.enum(['arpeggio', 'kept', 'device']).nullable(),
    udid: udidText,
    capabilities: byteText,
    address_type: z.enum(['fixed', 'persistent', 'volatile', 'random']),
    pec_supported: z.boolean(),
    version: byteText,
    udid_version: count,
    silicon_revision: count,
    vendor: wordText,
    vendor_name: z.string().nullable(),
    device: wordText,
    interface: wordText,
    smbus_version: z.string(),
    interface_flags: z.array(z.enum(['asf', 'ipmi', 'oem', 'zone'])),
    subsystem_vendor: wordText,
    subsystem_device: wordText,
    vendor_specific_id: doubleWordText,
    modalias: z.string(),
    class: oneOfOpen(['arp-capable', 'fixed-and-discoverable', 'fixed-not-discoverable']),
    matches: z.array(z.string()),
    confirmed: z.boolean(),
    status: z.enum(['ok', 'kept_own_address', 'conflict', 'unconfirmed', 'failed', 'not_assigned']),
    findings: z.array(finding),
    evidence,
  })
  .meta({ id: 'device' })

const complianceCheck = z
  .object({
    id: oneOfOpen([]),
    device: count.nullable(),
    title: z.string(),
    verdict: z.enum(['pass', 'fail', 'not-observable', 'not-applicable']),
    reason: z.string(),
    objective: z.string(),
    steps: z.array(z.string()),
    pass_rule: z.string(),
    clause: z.string(),
    evidence,
  })
  .meta({ id: 'check' })

const stepResult = z
  .object({
    command: z.string(),
    clause: z.string(),
    seq: count.nullable(),
    result: z.string(),
    devices: z.array(
      z.object({
        udid: udidText,
        address: addressText.nullable(),
        address_valid: z.boolean().nullable(),
        address_resolved: z.boolean().nullable(),
        basis: z.enum(['known', 'deduced']),
      }),
    ),
  })
  .meta({ id: 'step' })

const statistics = z.object({
  transactions: count,
  retries: count,
  nacks: count,
  pec_errors: count,
  wire_time_us: duration.nullable(),
  usb_transfers: count,
  longest_sr_gap_us: duration.nullable(),
  transactions_dropped: count,
})

const outcome = z.enum([
  'ok',
  'nack-address',
  'nack-data',
  'nack-unknown',
  'arbitration-lost',
  'bus-busy',
  'timeout',
  'closed',
  'adapter',
])

const transaction = z
  .object({
    seq: count,
    t_us: duration,
    duration_us: duration,
    step: oneOfOpen(STEPS).nullable(),
    address: addressText,
    operation: z.enum(['write', 'read', 'write_read']),
    written: bytesText,
    read: bytesText,
    outcome,
    nack_index: z.union([count, z.literal('unknown')], 'a byte index, "unknown" or null').nullable(),
    pec_expected: byteText.nullable(),
    pec_got: byteText.nullable(),
    pec_checked_by: z.enum(['host', 'target', 'kernel']).nullable(),
    sr_gap_us: duration.nullable(),
    usb_transfers: count,
  })
  .meta({ id: 'transaction' })

/** One operation on one bus and everything it came to: the fold of its events. Keys in the order of the document. */
export const runSchema = z.object({
  $schema: z.literal(RUN_SCHEMA_URN),
  schema_version: z.string().regex(/^1\.\d+$/, 'a version 1.x'),
  run_id: uuidText,
  operation: oneOfOpen(OPERATIONS),
  tool: z.object({ name: z.string(), version: z.string() }),
  host: z.object({ os: z.string(), arch: z.string() }),
  started_utc: utcText,
  finished_utc: utcText.nullable(),
  duration_ms: duration,
  complete: z.boolean(),
  adapter,
  bus: z.object({ clock_hz: count, lines_before: lines, lines_after: lines }),
  consent: z.object({ armed: z.boolean(), by: z.string().nullable(), at_utc: utcText.nullable() }),
  settings,
  devices: z.array(device),
  checks: z.array(complianceCheck).exactOptional(),
  steps: z.array(stepResult).exactOptional(),
  other_addresses: z.array(z.object({ address: addressText, answers_to: z.enum(['quick', 'read', 'kernel-driver']) })),
  findings: z.array(finding),
  summary: z.object({
    verdict: z.enum(['pass', 'warn', 'fail']),
    devices: count,
    confirmed: count,
    findings: z.object({ info: count, warning: count, error: count }),
  }),
  statistics,
  transactions: z.array(transaction),
})

/** A Run as exported: with the digest of all the rest. */
export const runDocumentSchema = z.object({ ...runSchema.shape, body_sha256: digestText })

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T

/** See {@link runSchema}. */
export type Run = Immutable<z.infer<typeof runSchema>>

/** One device of a Run. */
export type RunDevice = Run['devices'][number]

/** One compliance check of a Run; only the operation `check` makes any. */
export type RunCheck = NonNullable<Run['checks']>[number]

/** One command of step mode; only the operation `step` has any. */
export type RunStep = NonNullable<Run['steps']>[number]

/** One transaction of a Run. */
export type RunTransaction = Run['transactions'][number]

/** Something noticed, as a Run lists it. */
export type RunFinding = Run['findings'][number]
