import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBundleEntry } from '../../../src/main/bundle/read-bundle.ts'
import type { BundleEntryName } from '../../../src/main/bundle/bundle-format.ts'
import { zipFile, type ZipEnd, type ZippedEntry } from './zip-file.ts'

const MIB = 2 ** 20
const ENTRY_NAMES: readonly BundleEntryName[] = ['run.json', 'log.txt', 'system.json', 'scenario.json']

const text = 'a Run, for all a zip knows\n'
const run: ZippedEntry = { name: 'run.json', content: text }

describe('reading a bundle', () => {
  it.each<[string, readonly ZippedEntry[], ZipEnd]>([
    ['deflated', [run], {}],
    ['stored as it is', [{ ...run, method: 0 }], {}],
    ['with its sizes behind the data', [{ ...run, flags: 0x0808, local: { crc: 0, length: 0 } }], {}],
    ['with a comment', [run], { comment: Buffer.from('from bench 3') }],
    ['with the times that other packers add', [{ ...run, extra: Uint8Array.of(0x55, 0x54, 1, 0, 7) }], {}],
    [
      'among entries it does not know, and folders',
      [{ name: 'notes/', content: '' }, { name: 'notes/a', content: 'x' }, run],
      {},
    ],
  ])('takes an entry %s', async (_, entries, end) => {
    expect(await readBundleEntry(zipFile(entries, end), 'run.json')).toBe(text)
  })

  it.each<[string, readonly ZippedEntry[], ZipEnd, RegExp]>([
    [
      'a path that leads up',
      [run, { name: '../../.bashrc', content: '' }],
      {},
      /"\.\.\/\.\.\/\.bashrc", a path that leads/,
    ],
    ['an absolute path', [run, { name: '/etc/passwd', content: '' }], {}, /"\/etc\/passwd", an absolute path/],
    ['a path on a drive', [run, { name: 'C:run.json', content: '' }], {}, /an absolute path/],
    ['a backslash', [run, { name: '..\\run', content: '' }], {}, /holds a backslash/],
    ['a control character', [run, { name: 'a\u001b[2J', content: '' }], {}, /"a\\u001b\[2J", whose name holds control/],
    ['a NUL', [run, { name: 'run.json\0.txt', content: '' }], {}, /control characters/],
    ['no name', [run, { name: '', content: '' }], {}, /no name/],
    ['a name without end', [run, { name: 'a'.repeat(256), content: '' }], {}, /longer than 255/],
    ['an entry twice', [run, { ...run, content: 'another' }], {}, /"run.json" twice/],
    ['an entry twice for some file systems', [run, { ...run, name: 'RUN.json' }], {}, /"RUN.json" twice/],
    ['encryption', [{ ...run, flags: 0x0801 }], {}, /"run.json" encrypted/],
    ['encryption that hides the headers', [{ ...run, flags: 0x2041 }], {}, /encrypted/],
    ['an unknown method', [{ ...run, method: 12 }], {}, /method 12/],
    ['a zip64 size', [{ ...run, length: 0xffffffff }], {}, /zip64 sizes/],
    ['a zip64 field', [{ ...run, extra: Uint8Array.of(1, 0, 2, 0, 9, 9) }], {}, /zip64 sizes/],
    ['a zip64 locator', [run], { beforeEnd: locator() }, /zip64 file/],
    ['a zip64 number of entries', [run], { entries: 0xffff }, /zip64 file/],
    ['another number of entries', [run], { entries: 2 }, /broken directory/],
    ['fewer entries than there are', [run, { ...run, name: 'b' }], { entries: 1 }, /another length/],
    ['part of a zip in several', [run], { disk: 1 }, /in several/],
    ['more entries than any bundle', many(65), {}, /65 entries, more than 64/],
    ['a directory elsewhere', [run], { directoryOffset: 0 }, /directory elsewhere/],
    ['a wrong CRC', [{ ...run, crc: 1 }], {}, /its CRC is wrong/],
    ['a length too short', [{ ...run, length: 3 }], {}, /longer than it says/],
    ['a length too long', [{ ...run, length: 99 }], {}, /shorter than it says/],
    ['two lengths of what is stored', [{ ...run, method: 0, length: 3 }], {}, /two lengths/],
    ['other words before the data', [{ ...run, local: { length: 99 } }], {}, /one thing of "run.json"/],
    ['another name before the data', [{ ...run, local: { name: 'sys.json' } }], {}, /one thing of "run.json"/],
    ['something behind the data', [{ ...run, trailer: Buffer.from('hidden') }], {}, /something behind "run.json"/],
    [
      'data that are not deflated',
      [{ ...run, content: Buffer.alloc(99, 0xff), method: 8, trailer: Buffer.alloc(1) }],
      {},
      /behind|damaged/,
    ],
    ['an entry in place of another', [run, { ...run, name: 'b', offset: 0 }], {}, /one thing of "b"/],
    ['no UTF-8', [{ ...run, content: Uint8Array.of(0xff, 0xfe) }], {}, /no UTF-8/],
    ['no run', [{ ...run, name: 'other.json' }], {}, /no "run.json"/],
    ['nothing', [], {}, /no "run.json"/],
  ])('refuses %s in one line', async (_, entries, end, why) => {
    const refusal = await refusalOf(zipFile(entries, end))
    expect(refusal).toMatch(why)
    expect(refusal).not.toContain('\n')
  })

  it('refuses what unpacks to far more than it is, before unpacking it', async () => {
    const bomb = zipFile([{ ...run, content: new Uint8Array(40 * MIB) }])
    expect(await refusalOf(bomb)).toMatch(/unpacks from \d+ to 41943040 bytes, more than 250 for one/)
  })

  it('refuses a bomb that is no entry of its own', async () => {
    const bomb = zipFile([run, { name: 'movie', content: new Uint8Array(MIB) }])
    expect(await refusalOf(bomb)).toMatch(/"movie" unpacks/)
  })

  it('stops unpacking a bomb that says it is small', async () => {
    const bomb = zipFile([{ ...run, content: new Uint8Array(40 * MIB), length: MIB }])
    expect(await refusalOf(bomb)).toMatch(/longer than it says/)
  })

  it('refuses entries that share their bytes', async () => {
    const inner = zipFile([run])
    // The header and the data of the inner entry are data of the outer, stored one.
    const outer = { name: 'outer', content: inner, method: 0 }
    const headerBytes = 30 + 'outer'.length
    const shared = zipFile([outer, { ...run, offset: headerBytes }])
    expect(await refusalOf(shared)).toMatch(/overlap/)
  })

  it('refuses an entry longer than such entries are', async () => {
    const noise = Buffer.from(Array.from({ length: MIB / 8 }, (_, i) => `${Math.imul(i, 2654435761) >>> 0}`).join(''))
    expect(await refusalOf(zipFile([{ name: 'system.json', content: noise }]), 'system.json')).toMatch(
      /"system.json" of \d+ bytes, more than 65536/,
    )
  })

  it('refuses a bundle cut off anywhere', async () => {
    const whole = zipFile([run, { name: 'scenario.json', content: '{}' }])
    for (let length = 0; length < whole.length; length++) {
      expect(await refusalOf(whole.subarray(0, length))).toMatch(/no zip file, or cut off/)
    }
  })

  it('settles for any bytes', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...ENTRY_NAMES), async (bytes, name) => {
        await settles(bytes, name)
      }),
    ))

  it('settles for a bundle with any bytes changed, and never gives other text than was put in', () => {
    const whole = zipFile([
      run,
      { name: 'log.txt', content: 'log', method: 0 },
      { name: 'scenario.json', content: '{}' },
    ])
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255))
    return fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = whole.slice()
        for (const [at, value] of changes) bytes[at] = value
        const read = await settles(bytes, 'run.json')
        if (read !== undefined) expect(read).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })

  it('settles for a bundle of which a piece is missing or there twice', () => {
    const whole = zipFile([run, { name: 'scenario.json', content: '{}' }])
    const anywhere = fc.nat(whole.length)
    return fc.assert(
      fc.asyncProperty(anywhere, anywhere, async (from, to) => {
        await settles(Buffer.concat([whole.subarray(0, from), whole.subarray(to)]), 'run.json')
      }),
      { numRuns: 500 },
    )
  })
})

/** The text, or undefined for a refusal of one line; anything else fails the test. */
async function settles(bytes: Uint8Array, name: BundleEntryName): Promise<string | undefined> {
  try {
    return await readBundleEntry(bytes, name)
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError)
    expect((error as SyntaxError).message).toMatch(/^[\P{Cc}]+$/u)
    return undefined
  }
}

async function refusalOf(bytes: Uint8Array, name: BundleEntryName = 'run.json'): Promise<string> {
  return readBundleEntry(bytes, name).then(
    () => 'no refusal',
    (error: unknown) => (error instanceof SyntaxError ? error.message : `no SyntaxError: ${String(error)}`),
  )
}

function many(count: number): ZippedEntry[] {
  return Array.from({ length: count }, (_, i) => ({ name: `${i}`, content: '' }))
}

function locator(): Uint8Array {
  return Buffer.concat([Buffer.from('PK\x06\x07', 'latin1'), Buffer.alloc(16)])
}
