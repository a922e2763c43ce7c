import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderJson } from '#shared/report/json.ts'
import { bodyDigest, bodyText } from '#shared/run/digest.ts'
import { parseRun } from '#shared/run/parse-run.ts'
import { anyRun, foldAll } from '../../support/arbitrary-run.ts'
import { EXAMPLE_EVENTS } from '../../support/example-run.ts'
import { sha256 } from '../../support/sha256.ts'

const example = foldAll(EXAMPLE_EVENTS)
const text = renderJson(example, sha256)

/** The example's document with some of its top-level keys replaced, its digest right. */
function documentWith(change: object): string {
  const body = { ...example, ...change }
  return JSON.stringify({ ...body, body_sha256: bodyDigest(bodyText(body), sha256) }, null, 2)
}

describe('parseRun', () => {
  it('gives back any Run that was rendered, and the same text again', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const rendered = renderJson(run, sha256)
        const parsed = parseRun(rendered, sha256)
        expect(parsed).toEqual(run)
        expect(renderJson(parsed, sha256)).toBe(rendered)
      }),
    )
  })

  it('keeps what a later minor version added, wherever it stands', () => {
    const anyKey = fc.string({ minLength: 1 }).filter((key) => !/^(0|[1-9]\d*)$/.test(key) && !(key in example))
    fc.assert(
      fc.property(anyKey, fc.jsonValue(), (key, value) => {
        const devices = example.devices.map((device) => ({ ...device, [`${key}!`]: value }))
        const later = documentWith({ schema_version: '1.7', devices, [key]: value })
        expect(renderJson(parseRun(later, sha256), sha256)).toBe(`${later}\n`)
      }),
    )
  })

  it('reads the finding codes, steps and adapters of later minor versions', () => {
    const findings = [{ code: 'smoke-rising', severity: 'error', message: 'it burns', evidence: [3] }]
    const adapter = { ...example.adapter, kind: 'ft232h' }
    const transactions = example.transactions.map((transaction) => ({ ...transaction, step: 'check' }))
    const later = documentWith({ schema_version: '1.7', findings, adapter, transactions })
    expect(parseRun(later, sha256)).toMatchObject({ findings, adapter, transactions })
  })

  it('does not mind how the text is laid out', () => {
    expect(parseRun(JSON.stringify(JSON.parse(text)), sha256)).toEqual(example)
  })
})

describe('parseRun refuses, in one line,', () => {
  const refusal = (document: string): string => {
    try {
      parseRun(document, sha256)
    } catch (error) {
      expect(error).toBeInstanceOf(SyntaxError)
      return (error as SyntaxError).message
    }
    return 'nothing'
  }

  it('text that is no JSON, by line and column', () => {
    expect(refusal(text.replace('"complete": true', '"complete": yes'))).toBe(
      'line 17, column 15: found "yes", expected a value',
    )
  })

  it('a document that was changed', () => {
    const changed = text.replace('"confirmed": true', '"confirmed": false')
    expect(refusal(changed)).toMatch(
      /^the document was changed after it was written: body_sha256 is "[0-9a-f]{64}", its body gives "[0-9a-f]{64}"$/,
    )
  })

  it('any document with one value changed', () => {
    const leaves = text.match(/(?<=": )(\d+|true|false|"[^"]+")(?=,?\n)/g)?.length ?? 0
    fc.assert(
      fc.property(fc.nat(leaves - 1), (nth) => {
        let at = -1
        const changed = text.replace(/(?<=": )(\d+|true|false|"[^"]+")(?=,?\n)/g, (leaf) =>
          ++at === nth ? '"?"' : leaf,
        )
        expect(refusal(changed)).toMatch(/^the document was changed/)
      }),
    )
  })

  it('a change before it looks at version or shape', () => {
    expect(refusal(text.replace('"schema_version": "1.1"', '"schema_version": "2.0"'))).toMatch(
      /^the document was changed/,
    )
    expect(refusal(text.replace('"devices": [', '"gadgets": ['))).toMatch(/^the document was changed/)
  })

  it.each(['2.0', '0.9', '10.1'])('another major version, %s, before it looks at the shape', (version) => {
    expect(refusal(documentWith({ schema_version: version, devices: undefined }))).toBe(
      `the document has schema_version "${version}", this program reads 1.x only`,
    )
  })

  it.each<[string, object, string]>([
    ['a missing key', { summary: undefined }, '$.summary is missing, expected an object'],
    ['a wrong type', { complete: 'yes' }, '$.complete is "yes", expected true or false'],
    ['a wrong list', { devices: {} }, '$.devices is an object, expected a list'],
    ['no version', { schema_version: 1 }, '$.schema_version is 1, expected a string'],
    ['an odd version', { schema_version: 'one' }, '$.schema_version is "one", expected a version 1.x'],
    ['a foreign schema', { $schema: 'x' }, '$.$schema is "x", expected "urn:arpeggio:schemas/run-1.schema.json"'],
    ['a negative time', { duration_ms: -1 }, '$.duration_ms is -1, expected at least 0'],
    [
      'local time',
      { started_utc: '2026-11-22 10:30' },
      '$.started_utc is "2026-11-22 10:30", expected a UTC time such as 2026-11-22T09:30:00.000Z',
    ],
    [
      'a bad UDID',
      { devices: [{ ...example.devices[0], udid: '4108' }] },
      '$.devices[0].udid is "4108", expected a UDID of 32 lower-case hex digits',
    ],
    [
      'an 8-bit address',
      { other_addresses: [{ address: '0xc2', answers_to: 'read' }] },
      '$.other_addresses[0].address is "0xc2", expected a 7-bit address such as 0x10',
    ],
    [
      'an unknown severity',
      { findings: [{ code: 'late-reply', severity: 'dire', message: '' }] },
      '$.findings[0].severity is "dire", expected "info" or "warning" or "error"',
    ],
    [
      'an impossible byte index',
      { transactions: [{ ...example.transactions[0], nack_index: 'many' }] },
      '$.transactions[0].nack_index is "many", expected a byte index, "unknown" or null',
    ],
  ])('%s, by its JSON path', (_, change, message) => {
    expect(refusal(documentWith(change))).toBe(message)
  })

  it('a document without its digest', () => {
    const { body_sha256: digest, ...body } = JSON.parse(text) as Record<string, unknown>
    expect(digest).toMatch(/^[0-9a-f]{64}$/)
    expect(refusal(JSON.stringify(body))).toBe('$.body_sha256 is missing, expected a string')
  })

  it.each([
    ['[]', '$ is a list, expected an object'],
    ['null', '$ is null, expected an object'],
    ['"run"', '$ is "run", expected an object'],
  ])('%s', (document, message) => {
    expect(refusal(document)).toBe(message)
  })
})
