import * as z from 'zod'
import { parseUdid } from '#shared/arp/udid.ts'
import { parseHex } from '#shared/i2c/hex.ts'
import { list } from '#shared/run/list.ts'
import { ADAPTER_QUIRKS } from './quirks.ts'
import { ARP_BEHAVIOURS } from './targets/arp-behaviour.ts'
import { FAULT_TRIGGERS } from './targets/arp-fault.ts'

/** Many times what a bus has room for. */
const MOST_DEVICES = 1000
/** Of one device. */
const MOST_FAULTS = 100
const HIGHEST_ADDRESS = 0x7f
const SMALLEST_EEPROM_BYTES = 128
const LARGEST_EEPROM_BYTES = 65_536

const ADDRESS = 'a 7-bit address, "0x00" to "0x7f"'

/** An object whose unknown keys are errors that name the known ones. */
function strictObject<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const keys = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? `one of ${keys}` : undefined),
  })
}

const address = z.union([z.string(), z.number()], { error: ADDRESS }).transform((value, context) => {
  const number = typeof value === 'number' ? value : /^(?:0x[0-9a-f]+|\d+)$/i.test(value) ? Number(value) : Number.NaN
  if (Number.isInteger(number) && number >= 0 && number <= HIGHEST_ADDRESS) return number
  context.addIssue({ code: 'custom', message: ADDRESS })
  return z.NEVER
})

const udid = z.string().transform((value, context) => {
  try {
    if (/^[0-9a-f]{32}$/i.test(value)) return parseUdid(value)
  } catch {
    // Falls through to the one message there is.
  }
  context.addIssue({ code: 'custom', message: '32 hex digits' })
  return z.NEVER
})

const contents = z.string().transform((value, context) => {
  try {
    return parseHex(value)
  } catch {
    context.addIssue({ code: 'custom', message: 'an even number of hex digits' })
    return z.NEVER
  }
})

const ms = z.number().nonnegative()
const strike = { on: z.enum(FAULT_TRIGGERS), times: z.int().positive().optional() }

const fault = z.discriminatedUnion('do', [
  strictObject({
    ...strike,
    do: z.enum(['bad-pec', 'short-count', 'long-count', 'ignore', 'hold-sda', 'hold-scl', 'vanish', 'filler']),
  }),
  strictObject({ ...strike, do: z.literal('nack-at'), index: z.int().nonnegative() }),
  strictObject({ ...strike, do: z.literal('stretch'), ms: z.number().positive() }),
])

const arp = strictObject({
  kind: z.literal('arp'),
  udid,
  address: address.nullable().default(null),
  behaviour: z.enum(ARP_BEHAVIOURS).default('compliant'),
  faults: list(fault, MOST_FAULTS).default([]),
  address_valid: z.boolean().optional(),
  address_resolved: z.boolean().default(false),
  joins_after_ms: ms.default(0),
  leaves_after_ms: ms.nullable().default(null),
})
  .superRefine((device, context) => {
    const expect = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message })
    }
    const isValid = device.address_valid ?? device.address !== null
    if (isValid && device.address === null) expect('address', 'an address where address_valid is true')
    if (device.address_resolved && !isValid) expect('address_resolved', 'false where no address is valid')
    if (device.behaviour === 'fixed-not-discoverable' && !isValid)
      expect('address', 'a valid address: the device is fixed')
    if (device.leaves_after_ms !== null && device.leaves_after_ms <= device.joins_after_ms) {
      expect('leaves_after_ms', `more than joins_after_ms (${device.joins_after_ms})`)
    }
  })
  // An address in a file is one the device holds, unless the file says otherwise.
  .transform((device) => ({ ...device, address_valid: device.address_valid ?? device.address !== null }))

const eeprom = strictObject({
  kind: z.literal('eeprom'),
  address,
  size: z
    .int()
    .min(SMALLEST_EEPROM_BYTES)
    .max(LARGEST_EEPROM_BYTES)
    .refine((size) => Number.isInteger(Math.log2(size)), 'a power of two')
    .default(256),
  contents: contents.default(new Uint8Array()),
}).superRefine((device, context) => {
  if (device.contents.length <= device.size) return
  context.addIssue({ code: 'custom', path: ['contents'], message: `at most ${device.size} bytes, the size` })
})

const device = z.discriminatedUnion('kind', [
  arp,
  eeprom,
  strictObject({
    kind: z.literal('temperature-sensor'),
    address,
    celsius: z.number().min(-55).max(125).default(25),
  }),
  strictObject({ kind: z.literal('register-file'), address }),
  strictObject({ kind: z.literal('controller'), at_ms: ms, sends: z.enum(['prepare', 'get-udid', 'reset']) }),
])

/** A scenario file (`sim:PATH.json`, format 1.x): unknown keys are errors, everything silent has its default. */
export const scenarioSchema = strictObject({
  schema_version: z.string().regex(/^1\.\d+$/, 'a version 1.x'),
  name: z.string().min(1),
  description: z.string().default(''),
  clock_hz: z.int().min(10_000).max(400_000).default(100_000),
  devices: list(device, MOST_DEVICES).default([]),
  lines: strictObject({
    sda_held: z.boolean().default(false),
    scl_held: z.boolean().default(false),
    freed_after_clocks: z.int().positive().nullable().default(null),
  }).prefault({}),
  adapter: strictObject({ quirks: list(z.enum(ADAPTER_QUIRKS), MOST_FAULTS).default([]) }).prefault({}),
})

/** A scenario with every default filled in: addresses are numbers, UDIDs lower-case, EEPROM contents bytes. */
export type Scenario = z.output<typeof scenarioSchema>

/** A scenario as a file spells it. */
export type ScenarioInput = z.input<typeof scenarioSchema>

/** One entry of a scenario's `devices`. */
export type ScenarioDevice = Scenario['devices'][number]
