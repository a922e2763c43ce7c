import fc from 'fast-check'
import { LONGEST_ENTRY_BYTES, type BundleEntryName } from '../../../src/main/bundle/bundle-format.ts'
import { readBundleEntry } from '../../../src/main/bundle/read-bundle.ts'
import { renderBundle } from '../../../src/main/bundle/render-bundle.ts'
import { reconstructScenario } from '#shared/sim/replay/reconstruct-scenario.ts'
import { zipFile, type ZipEnd, type ZippedEntry } from '../../main/bundle/zip-file.ts'
import type { FuzzTarget, Mutation } from '../fuzz-target.ts'
import { attempt, hold } from '../oracles.ts'
import { byteMutation } from '../mutators/bytes.ts'
import { exampleRuns } from './example-runs.ts'

/** Deflate does 1032 at most, and a bundle may claim less than that. */
const HIGHEST_RATIO = 1032

const SIGNATURES = ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07', 'PK\x07\x08'].map((text) =>
  Buffer.from(text, 'latin1'),
)
const NAMES = [
  'run.json',
  'scenario.json',
  'log.txt',
  'RUN.JSON',
  '../run.json',
  '/etc/passwd',
  'C:run.json',
  'a\\b',
  '',
  './run.json',
  'x\u202e',
  'n'.repeat(300),
  '\u0000',
]

const edge = fc.constantFrom(0, 1, 7, 8, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff)
const content = fc.oneof(
  fc.constantFrom('', '{}', '[1]'),
  fc.constantFrom(1000, 100_000, 2_000_000).map((length) => new Uint8Array(length)),
)

/** An entry that lies about some of it. */
const entry = fc.record(
  {
    name: fc.constantFrom(...NAMES),
    content,
    method: fc.constantFrom(0, 8, 9, 0xffff),
    flags: fc.constantFrom(0, 1, 8, 0x800, 0x2000, 0xffff),
    crc: edge,
    length: edge,
    extra: fc.uint8Array({ maxLength: 40 }),
    local: fc.record({ name: fc.constantFrom(...NAMES), length: edge, crc: edge }, { requiredKeys: [] }),
    trailer: fc.uint8Array({ maxLength: 8 }),
    offset: edge,
  },
  { requiredKeys: ['name', 'content'] },
)

const end = fc.record(
  {
    entries: edge.map((value) => value & 0xffff),
    entriesHere: edge.map((value) => value & 0xffff),
    disk: fc.constantFrom(0, 1, 0xffff),
    comment: fc.uint8Array({ maxLength: 40 }),
    directoryOffset: edge,
    beforeEnd: fc.uint8Array({ maxLength: 40 }),
  },
  { requiredKeys: [] },
)

const lyingZip = fc
  .tuple(
    fc.array(entry as fc.Arbitrary<ZippedEntry>, { maxLength: 5 }),
    fc.oneof(fc.constant({}), end as fc.Arbitrary<ZipEnd>),
  )
  .map<Mutation>(
    ([entries, lies]) =>
      () =>
        zipFile(entries, lies),
  )

/** Session bundles: every entry that is looked for is there whole, within its bounds, or the bundle is refused. */
export const bundles: FuzzTarget = {
  name: 'bundles',
  ciRuns: 1500,
  seeds: async () => {
    const [run] = await exampleRuns()
    if (!run) return []
    const scenario = JSON.stringify(reconstructScenario(run))
    const system = { name: 'Arpeggio', version: '0.0.0', runtimes: [] }
    return [
      renderBundle(run, { scenario, system }),
      zipFile([
        { name: 'run.json', content: '{}', method: 0 },
        { name: 'scenario.json', content: scenario },
      ]),
    ]
  },
  mutation: fc.oneof({ weight: 3, arbitrary: byteMutation(SIGNATURES) }, { weight: 1, arbitrary: lyingZip }),
  run: async (input) => {
    for (const name of Object.keys(LONGEST_ENTRY_BYTES) as BundleEntryName[]) {
      const text = await attempt(() => readBundleEntry(input, name), SyntaxError)
      if (text === undefined) continue
      const length = Buffer.byteLength(text)
      hold(length <= LONGEST_ENTRY_BYTES[name] && length <= HIGHEST_RATIO * input.length, 'an entry is bounded', length)
    }
  },
}
