import { z } from 'zod'
import { HIGHEST_TARGET_ADDRESS, LOWEST_ARP_ADDRESS } from '#shared/i2c/address.ts'
import type { MatchRule } from '#shared/identify/match-rule.ts'
import { OPERATIONS } from '#shared/run/run.ts'
import { printable } from '#shared/run/printable.ts'
import { list } from '#shared/run/list.ts'
import type { ArgumentOf, RequestName } from './contract.ts'
import { LONGEST_FILE_BYTES } from './file-to-open.ts'
import type { BusRequest, OperationRequest } from './operation-request.ts'
import { RequestError } from '#shared/api/refusals.ts'
import { describeIssue } from '#shared/run/schema-issue.ts'
import type { RunFilter } from './run-filter.ts'
import type { Settings } from './settings.ts'

const MAX_NAME = 200
const MAX_LIST = 1000
const MOST_RULES = 10_000
/** Longest file of rules in the settings, in characters: some thousand rules. */
const LONGEST_RULES = 2 ** 20
/** Longest list of runs asked for at once. */
const MOST_LISTED = 1000

const nothing = z.null()
const runId = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'a lower-case UUID')
const selector = z.string().min(1).max(4096)
const address = z.int().min(0).max(0x7f)
const addresses = list(address, 128)
const udid = z.string().regex(/^[0-9a-f]{32}$/, 'a UDID of 32 lower-case hex digits')
const tries = z.int().min(1).max(20)
const timeoutMs = z.number().positive().max(60_000)

const bus: z.ZodType<BusRequest> = z.strictObject({
  selector,
  clockHz: z.int().min(1000).max(5_000_000).exactOptional(),
})

const word = z.int().min(0).max(0xffff).optional()

const rule: z.ZodType<MatchRule> = z.strictObject({
  vendor: word,
  device: word,
  interface: word,
  subsystemVendor: word,
  subsystemDevice: word,
  vendorSpecificId: z.int().min(0).max(0xffffffff).optional(),
  says: z
    .string()
    .min(1)
    .max(MAX_LIST)
    .refine((text) => printable(text) === text, 'a statement on one line'),
})

const runSettings = {
  pec: z.enum(['strict', 'tolerant']).exactOptional(),
  timeoutMs: timeoutMs.exactOptional(),
  retries: z
    .strictObject({
      garbledTries: tries.exactOptional(),
      transferTries: tries.exactOptional(),
      notReadyTries: tries.exactOptional(),
    })
    .exactOptional(),
  rules: list(rule, MOST_RULES).exactOptional(),
}

const enumeration = {
  pool: addresses,
  reserved: addresses,
  preferred: few(z.record(udid, address)),
  probe: z.boolean(),
  move: z.boolean(),
  withFixed: z.boolean(),
  resetFirst: z.boolean(),
  prepareAnyway: z.boolean(),
}

const directed = z.int().min(LOWEST_ARP_ADDRESS).max(HIGHEST_TARGET_ADDRESS)

const stepCommand = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('prepare') }),
  z.strictObject({ command: z.literal('reset'), address: directed.nullable() }),
  z.strictObject({ command: z.literal('get-udid'), address: directed.nullable() }),
  z.strictObject({ command: z.literal('assign'), address: directed, udid: udid.nullable() }),
])

const deviceFlags = z.strictObject({
  udid,
  address: address.nullable(),
  addressValid: z.boolean().nullable(),
  addressResolved: z.boolean().nullable(),
  basis: z.enum(['known', 'deduced']),
})

const operation: z.ZodType<OperationRequest> = z.discriminatedUnion('operation', [
  z.strictObject({
    ...runSettings,
    operation: z.literal('scan'),
    addresses,
    method: z.enum(['auto', 'quick', 'read']),
  }),
  z.strictObject({ ...runSettings, operation: z.literal('inventory'), addresses }),
  z.strictObject({ ...runSettings, operation: z.literal('enumerate'), ...enumeration }),
  z.strictObject({ ...runSettings, operation: z.literal('verify'), ...enumeration, absent: addresses }),
  z.strictObject({
    ...runSettings,
    operation: z.literal('assign'),
    udid,
    address,
    probe: z.boolean(),
    prepareAnyway: z.boolean(),
  }),
  z.strictObject({
    ...runSettings,
    operation: z.literal('reset'),
    address: address.nullable(),
    prepareAnyway: z.boolean(),
  }),
  z.strictObject({
    ...runSettings,
    operation: z.literal('watch'),
    ...enumeration,
    intervalMs: z.number().min(100).max(3_600_000),
    forMs: z.number().positive().nullable(),
    assign: z.boolean(),
  }),
  z.strictObject({
    ...runSettings,
    operation: z.literal('check'),
    ...enumeration,
    checks: list(z.string().max(MAX_NAME), MAX_LIST),
    udid: udid.nullable(),
  }),
  z.strictObject({
    ...runSettings,
    operation: z.literal('step'),
    commands: list(stepCommand, MAX_LIST).refine((commands) => commands.length > 0, 'at least 1'),
    before: list(deviceFlags, MAX_LIST),
  }),
])

/** Settings as they are stored: each key may be absent, and then has its default. */
export const settingsSchema: z.ZodType<Partial<Settings>> = z.strictObject({
  theme: z.enum(['system', 'light', 'dark', 'high-contrast']).exactOptional(),
  addressFormat: z.enum(['7-bit', '8-bit']).exactOptional(),
  pool: z.string().min(1).max(MAX_LIST).exactOptional(),
  reserved: z.string().max(MAX_LIST).exactOptional(),
  pec: z.enum(['strict', 'tolerant']).exactOptional(),
  probe: z.boolean().exactOptional(),
  withFixed: z.boolean().exactOptional(),
  move: z.boolean().exactOptional(),
  timeoutMs: timeoutMs.exactOptional(),
  garbledTries: tries.exactOptional(),
  transferTries: tries.exactOptional(),
  notReadyTries: tries.exactOptional(),
  rules: z
    .strictObject({ name: z.string().max(MAX_NAME), text: z.string().max(LONGEST_RULES) })
    .nullable()
    .exactOptional(),
  adapterNames: few(z.record(selector, z.string().max(MAX_NAME))).exactOptional(),
  lastSelector: selector.nullable().exactOptional(),
})

const moment = z.iso.datetime({ offset: true })

const runFilter: z.ZodType<RunFilter> = z.strictObject({
  udid: z
    .string()
    .regex(/^[0-9a-f]{1,32}$/, 'up to 32 lower-case hex digits')
    .exactOptional(),
  address: address.exactOptional(),
  adapter: z.string().max(MAX_NAME).exactOptional(),
  verdict: z.enum(['pass', 'warn', 'fail']).exactOptional(),
  operation: z.enum(OPERATIONS).exactOptional(),
  sinceUtc: moment.exactOptional(),
  beforeUtc: moment.exactOptional(),
  limit: z.int().min(1).max(MOST_LISTED).exactOptional(),
  offset: z.int().nonnegative().exactOptional(),
})

const onSelector = z.strictObject({ selector })
const onRun = z.strictObject({ runId })
const inFormat = z.strictObject({ runId, format: z.string().regex(/^[a-z0-9-]{1,40}$/, 'a format such as csv') })

/** Counted before it is looked into: zod notes every fault there is, and a message has room for millions. */
function few<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema>, z.input<Schema>> {
  const counted = z
    .unknown()
    .refine(isFew, `at most ${MAX_LIST} entries`)
    .pipe(schema as z.ZodType)
  return counted as unknown as z.ZodType<z.output<Schema>, z.input<Schema>>
}

function isFew(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length <= MAX_LIST
}

/** The schema of each request's argument: whatever does not pass is refused before anything looks at it. */
export const REQUEST_SCHEMAS: { readonly [K in RequestName]: z.ZodType<ArgumentOf<K>> } = {
  'engine:state': nothing,
  'engine:restart': nothing,
  'adapters:list': nothing,
  'scenarios:list': nothing,
  'lines:follow': z.strictObject({ bus: bus.nullable() }),
  'bus:recover': bus,
  'bus:close': onSelector,
  'consent:state': onSelector,
  'consent:arm': z.strictObject({ selector, name: z.string().max(MAX_NAME).exactOptional() }),
  'consent:disarm': onSelector,
  'run:start': z.strictObject({ runId, bus, request: operation }),
  'run:cancel': onRun,
  'run:events': z.strictObject({ runId, from: z.int().nonnegative() }),
  'run:wire': z.strictObject({ runId, seq: z.int().positive() }),
  'history:list': nothing,
  'history:run': onRun,
  'history:search': runFilter,
  'history:sightings': z.strictObject({ udid, before: z.int().positive().nullable() }),
  'history:open': z.strictObject({
    name: z.string().max(MAX_NAME),
    base64: z.string().max(Math.ceil(LONGEST_FILE_BYTES / 3) * 4),
  }),
  'history:remove': onRun,
  'names:find': z.strictObject({ vendor: z.int().min(0).max(0xffff), device: z.int().min(0).max(0xffff) }),
  'export:formats': nothing,
  'export:render': inFormat,
  'export:save': inFormat,
  'export:show': z.strictObject({ path: z.string().min(1).max(4096) }),
  'settings:read': nothing,
  'settings:write': settingsSchema,
  'doctor:examine': nothing,
  'system:report': nothing,
}

/**
 * The request that `name` is.
 * @throws RequestError where there is no such request
 */
export function requestNamed(name: unknown): RequestName {
  if (typeof name === 'string' && Object.hasOwn(REQUEST_SCHEMAS, name)) return name as RequestName
  throw new RequestError('there is no such request')
}

/**
 * The argument of a request, once it has passed its schema.
 * @throws RequestError naming what is wrong with it
 */
export function checkedArgument<K extends RequestName>(name: K, argument: unknown): ArgumentOf<K> {
  const { data, error } = REQUEST_SCHEMAS[name].safeParse(argument)
  const issue = error?.issues[0]
  if (issue) throw new RequestError(`${name}: ${describeIssue(issue, argument)}`)
  return data as ArgumentOf<K>
}
