import { z } from 'zod'
import {
  ALERT_RESPONSE_ADDRESS,
  DEVICE_DEFAULT_ADDRESS,
  SMBUS_HOST_ADDRESS,
  formatAddress,
  parseAddressList,
} from '#shared/i2c/address.ts'
import { SCAN_RANGE } from '#shared/i2c/scan.ts'
import { parseJson } from './json-syntax.ts'
import { printable } from './printable.ts'
import { list } from './list.ts'
import { describeIssue } from './schema-issue.ts'
import { strictObject } from './strict-object.ts'
import { UDID_MASK_WORDS, isUdidMask } from './udid-mask.ts'
import { count } from './vocabulary.ts'

/** More than twice the addresses of a bus: room for variants, and a bound for the search among them. */
const MOST_DEVICES = 256

/** More than a bus has. */
const MOST_ADDRESSES = 128

/** What is written to these means something to others, whoever is there. */
const NEVER_PROBED: readonly number[] = [DEVICE_DEFAULT_ADDRESS, SMBUS_HOST_ADDRESS, ALERT_RESPONSE_ADDRESS]
const PROBED = `an address a scan may probe: 0x08 to 0x77, but not ${NEVER_PROBED.map(formatAddress).join(', ')}`

const addressList = z.string().superRefine((text, context) => {
  if (addressesOf(text) === undefined) {
    context.addIssue({ code: 'custom', message: 'a 7-bit address or a range of them, such as 0x11-0x17' })
  }
})

const absentList = addressList.refine((text) => (addressesOf(text) ?? []).every(isProbed), PROBED)

const countRange = strictObject({ min: count.optional(), max: count.optional() }).superRefine((range, context) => {
  if ((range.max ?? Infinity) >= (range.min ?? 0)) return
  context.addIssue({ code: 'custom', path: ['max'], message: `at least ${range.min ?? 0}, which is min` })
})

/** Names are printed. */
const name = z.string().refine((text) => text !== '' && printable(text) === text, 'a name on one line')

const device = strictObject({
  name,
  udid_mask: z.string().refine(isUdidMask, UDID_MASK_WORDS),
  address: list(addressList, MOST_ADDRESSES)
    .refine((lists) => lists.length > 0, 'at least 1')
    .optional(),
  pec_supported: z.boolean().optional(),
  required: z.boolean().default(true),
})

/** Names tell checks apart, so no two devices may share one. */
function checkNames(devices: readonly { readonly name: string }[], context: z.RefinementCtx): void {
  const names = new Set<string>()
  for (const [i, { name }] of devices.entries()) {
    if (names.has(name)) context.addIssue({ code: 'custom', path: [i, 'name'], message: 'a name no other device has' })
    names.add(name)
  }
}

/** An expectation file, format 1.x: what a bus is to hold. */
export const expectationSchema = strictObject({
  schema_version: z.string().regex(/^1\.\d+$/, 'a version 1.x'),
  name,
  count: countRange.optional(),
  devices: list(device, MOST_DEVICES).superRefine(checkNames).default([]),
  absent: list(absentList, MOST_ADDRESSES).default([]),
})

/** What a bus is to hold, defaults filled in. Addresses are text as in the file. */
export type Expectation = z.output<typeof expectationSchema>

/** An expectation as a file spells it. */
export type ExpectationInput = z.input<typeof expectationSchema>

/** One device that is expected. */
export type ExpectedDevice = Expectation['devices'][number]

/**
 * An expectation from the text of its file.
 * @throws SyntaxError of one line: the line and column, or the JSON path, with what was found and what was expected
 */
export function parseExpectation(text: string): Expectation {
  const document = parseJson(text)
  const { data, error } = expectationSchema.safeParse(document)
  if (data) return data
  const issue = error.issues[0]
  throw new SyntaxError(issue ? describeIssue(issue, document) : 'no expectation')
}

/** The addresses nobody is to be at, in the order of the file, each once. */
export function absentAddresses({ absent }: Expectation): number[] {
  return [...new Set(absent.flatMap(parseAddressList))]
}

function addressesOf(text: string): readonly number[] | undefined {
  try {
    return parseAddressList(text)
  } catch {
    // The caller's words name the file's place, which the parser's can't.
    return undefined
  }
}

function isProbed(address: number): boolean {
  return SCAN_RANGE.includes(address) && !NEVER_PROBED.includes(address)
}
