import { z } from 'zod'
import { parseJson } from '#shared/run/json-syntax.ts'
import { list } from '#shared/run/list.ts'
import { printable } from '#shared/run/printable.ts'
import { describeIssue } from '#shared/run/schema-issue.ts'
import { strictObject } from '#shared/run/strict-object.ts'
import type { MatchRule } from './match-rule.ts'

const MOST_RULES = 10_000

const word = hexNumber(/^0x[0-9a-f]{1,4}$/i, 'a 16-bit number such as "0x8086"')
const doubleWord = hexNumber(/^0x[0-9a-f]{1,8}$/i, 'a 32-bit number such as "0x44332211"')

/** Keys as in the Run document; those that are absent match everything. */
const rule = strictObject({
  vendor: word.optional(),
  device: word.optional(),
  interface: word.optional(),
  subsystem_vendor: word.optional(),
  subsystem_device: word.optional(),
  vendor_specific_id: doubleWord.optional(),
  says: z.string().refine((text) => text !== '' && printable(text) === text, 'a statement on one line'),
}).transform(({ subsystem_vendor, subsystem_device, vendor_specific_id, ...rest }): MatchRule => {
  return {
    ...rest,
    subsystemVendor: subsystem_vendor,
    subsystemDevice: subsystem_device,
    vendorSpecificId: vendor_specific_id,
  }
})

const ruleFile = strictObject({
  schema_version: z.string().regex(/^1\.\d+$/, 'a version 1.x'),
  rules: list(rule, MOST_RULES),
})

/**
 * A user's rules from the text of their file:
 * `{"schema_version": "1.0", "rules": [{"vendor": "0x8086", "interface": "0x0024", "says": "NIC of riser B"}]}`.
 * @throws SyntaxError of one line: the line and column, or the JSON path, with what was found and what was expected
 */
export function parseRuleFile(text: string): readonly MatchRule[] {
  const document = parseJson(text)
  const { data, error } = ruleFile.safeParse(document)
  if (data) return data.rules
  const issue = error.issues[0]
  throw new SyntaxError(issue ? describeIssue(issue, document) : 'no file of rules')
}

function hexNumber(pattern: RegExp, words: string): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  return z.string().regex(pattern, words).transform(Number)
}
