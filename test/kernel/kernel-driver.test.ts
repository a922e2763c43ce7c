import { beforeAll, describe, expect, it } from 'vitest'
import { boot, factOf, type Booted } from './boot.ts'
import { describeContract } from './describe-contract.ts'
import { describeUnplugged } from './describe-unplugged.ts'
import { parseRun, simulated, summary } from './documents.ts'
import type { Ended } from './guest/guest.ts'
import type { CasesFact } from './guest/collected-cases.ts'
import type { Traced } from './guest/smbus-step.ts'
import type { UnpluggedFact } from './guest/unplugged-step.ts'

type Counted = Ended & { readonly commands: string }

interface DriverFacts {
  readonly refused: Ended
  readonly adapters: Ended
  readonly detect: Counted
  readonly byte: Counted
  readonly word: Counted
  readonly prepared: Counted
  readonly found: readonly {
    readonly udid: string
    readonly address: string
    readonly getUdid: string
    readonly assign: string
    readonly exitCode: number | null
  }[]
  readonly truth: readonly { readonly address: number | null; readonly addressResolved: boolean }[]
  readonly last: Counted
  readonly wedged: Counted
  readonly detectAfter: Counted
}

interface Paths {
  readonly mcp2221: Ended
  readonly ch341: Ended
  readonly i2cDev: Ended
  readonly adapters: Ended
  readonly selector: string
  readonly wedged: Ended
  readonly scan: Ended
  readonly resolved: Ended
}

interface Chipset {
  readonly bus: string
  readonly adapters: Ended
  readonly unnamed: Ended
  readonly enumerate: Traced
  readonly scan: Ended
}

interface Stub {
  readonly before: string
  readonly zeros: Traced
  readonly counted: string
  readonly lookalike: Traced
  readonly after: string
}

interface Facts {
  readonly 'MCP2221 contract': CasesFact
  readonly 'CH341 contract': CasesFact
  readonly 'three paths': Paths
  readonly 'empty bus': Ended
  readonly 'kernel driver': DriverFacts
  readonly 'i2c-dev contract': CasesFact
  readonly 'kernel bus unplugged': UnpluggedFact
  readonly chipset: Chipset
  readonly stub: Stub
}

/** From `three paths` on hid-mcp2221 is loaded, and has every MCP2221. */
const STEPS: readonly (keyof Facts)[] = [
  'MCP2221 contract',
  'CH341 contract',
  'three paths',
  'empty bus',
  'kernel driver',
  'i2c-dev contract',
  'kernel bus unplugged',
  'chipset',
  'stub',
]

let booted: Booted
beforeAll(async () => {
  booted = await boot({ steps: STEPS, skipsWaiting: true, timeoutMs: 1_200_000 })
})

function fact<Step extends keyof Facts>(skip: (note: string) => never, step: Step): Facts[Step] {
  return factOf(booted, skip, step) as Facts[Step]
}

/** A Run that found nothing out, because nothing the chip said could be believed. */
function expectStuck(ended: Ended, words: RegExp): void {
  expect(ended).toMatchObject({ exitCode: 2 })
  const run = parseRun(ended)
  expect(run).toMatchObject({ complete: false, devices: [] })
  expect(run.findings).toMatchObject([{ code: 'adapter-error', message: expect.stringMatching(words) as string }])
}

/** Addresses in the table of i2cdetect. */
function detected({ stdout }: Ended): string[] {
  const rows = stdout.split('\n').slice(1)
  return rows.flatMap((row) => row.slice(4).match(/[0-9a-f]{2}/g) ?? [])
}

describe("the kernel's own hid-mcp2221 on the chip model", () => {
  it('keeps the chip from us: exit code 3, and the words that mend it', ({ skip }) => {
    const { refused } = fact(skip, 'kernel driver')
    expect(refused).toMatchObject({ exitCode: 3, stdout: '' })
    expect(refused.stderr).toMatch(/kernel's driver hid-mcp2221 has it: .*blacklist hid_mcp2221/)
  })

  it('is listed as in the hands of the kernel', ({ skip }) => {
    const { adapters } = fact(skip, 'kernel driver')
    const listed = JSON.parse(adapters.stdout) as { adapters: unknown[] }
    expect(listed.adapters).toContainEqual(expect.objectContaining({ kind: 'mcp2221', state: 'kernel-driver' }))
  })

  it('finds by i2cdetect who is there, and nobody else', ({ skip }) => {
    expect(detected(fact(skip, 'kernel driver').detect)).toEqual(['3b', '48', '50', '64'])
  })

  it('reads the EEPROM', ({ skip }) => {
    const { byte, word } = fact(skip, 'kernel driver')
    expect([byte.stdout.trim(), word.stdout.trim()]).toEqual(['0x01', '0xe8c7'])
  })

  it('takes the four commands for a read that are known of it', ({ skip }) => {
    expect(fact(skip, 'kernel driver').byte.commands).toBe('94 93 40 10')
  })

  it('enumerates the ARP devices, lowest UDID first', ({ skip }) => {
    const { prepared, found } = fact(skip, 'kernel driver')
    expect(prepared).toMatchObject({ exitCode: 0, commands: '90 10' })
    expect(found).toEqual(
      [
        { udid: '010810ee0000002710ee000000202010', address: '0x3b' },
        { udid: '4108808610d400040000000044332210', address: '0x64' },
        { udid: '410b8086153100040000000000c91234', address: '0x13' },
        { udid: '810818f40200002518f402150a1b2c3d', address: '0x14' },
      ].map((device) => ({ ...device, getUdid: '94 93 40 10', assign: '90 10', exitCode: 0 })),
    )
  })

  it('puts every device where it was told to be', ({ skip }) => {
    expect(fact(skip, 'kernel driver').truth).toEqual(
      [0x64, 0x13, 0x14, 0x3b].map((address) => ({ address, addressResolved: true })),
    )
  })

  it('learns by a NACK that nobody is left, does not cancel, and gets nothing from the chip any more', ({ skip }) => {
    const { last, wedged, detectAfter } = fact(skip, 'kernel driver')
    expect(last).toMatchObject({ exitCode: 1, commands: '94 93' })
    expect(last.stderr).toContain('No such device or address')
    expect(wedged).toMatchObject({ exitCode: 1, commands: '90' })
    expect(detected(detectAfter)).toEqual([])
  })
})

describe('one card behind an MCP2221 by hidraw, a CH341 by usbfs, and an MCP2221 by hid-mcp2221 and i2c-dev', () => {
  it('has the same devices at the same addresses with the same findings in all three Runs', async ({ skip }) => {
    const { mcp2221, ch341, i2cDev } = fact(skip, 'three paths')
    const runs = [mcp2221, ch341, i2cDev].map(parseRun)
    expect([mcp2221, ch341, i2cDev].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0])
    expect(runs.map(({ complete }) => complete)).toEqual([true, true, true])
    const truth = await simulated('pcie-card')
    expect(truth).toHaveLength(4)
    expect(runs.map(summary)).toEqual([truth, truth, truth])
  })
})

describe('i2c-dev on hid-mcp2221', () => {
  it('is listed by the name the kernel has for it, with its limits', ({ skip }) => {
    const { adapters, selector } = fact(skip, 'three paths')
    const listed = JSON.parse(adapters.stdout) as { adapters: unknown[] }
    expect(listed.adapters).toContainEqual(
      expect.objectContaining({
        selector,
        state: 'ready',
        product: expect.stringContaining('MCP2221') as string,
        limits: expect.arrayContaining([expect.stringContaining('does not cancel')]) as string[],
      }),
    )
  })

  it('says that the end of the list was refused once only', ({ skip }) => {
    expect(parseRun(fact(skip, 'three paths').i2cDev).findings).toMatchObject([
      { code: 'not-observable', message: expect.stringContaining('counted once') as string },
    ])
  })

  it('takes a chip that is stuck for no empty bus: adapter-error, with the cause in words', ({ skip }) => {
    const { wedged, scan } = fact(skip, 'three paths')
    expectStuck(wedged, /hid-mcp2221.*Plug the adapter in again/)
    expect(parseRun(scan)).toMatchObject({
      other_addresses: [],
      findings: [{ code: 'not-observable', message: expect.stringContaining('hid-mcp2221') as string }],
    })
  })

  it('is stuck by its first look where every device has its address already: adapter-error, in words', ({ skip }) => {
    expectStuck(fact(skip, 'three paths').resolved, /nothing has acknowledged .* does not cancel a combined transfer/)
  })

  it('can tell an empty bus from a stuck chip no better: adapter-error, with the cause in words', ({ skip }) => {
    expectStuck(fact(skip, 'empty bus'), /nothing has acknowledged .* does not cancel a combined transfer/)
  })
})

describeContract('an MCP2221 through hidraw', (skip) => fact(skip, 'MCP2221 contract'))
describeContract('a CH341 through usbfs', (skip) => fact(skip, 'CH341 contract'))

/** It keeps a combined transfer that was refused, and has one errno, that of a NACK too, for a bus that is held. */
const HID_MCP2221_CANNOT = [
  'reports a refused address of a writeRead as the capabilities promise',
  'reports a refused byte before the repeated START',
  'tells a line that is held low: SDA',
  'tells a line that is held low: SCL',
  'tells a line that is held low: both',
]
describeContract('i2c-dev on hid-mcp2221', (skip) => fact(skip, 'i2c-dev contract'), HID_MCP2221_CANNOT)

describeUnplugged('i2c-dev bus on hid-mcp2221', (skip) => fact(skip, 'kernel bus unplugged'))

describe("the chipset's SMBus, which knows no I2C messages, with nobody at 0x61", () => {
  it("wants consent by its name, as the computer's own", ({ skip }) => {
    const { bus, unnamed, adapters } = fact(skip, 'chipset')
    expect(unnamed).toMatchObject({ exitCode: 4, stdout: '' })
    expect(unnamed.stderr).toContain(`--arm i2c-${bus}`)
    expect(adapters.stdout).toContain(`ARP here needs --arm i2c-${bus}`)
  })

  it('has no ARP device, which the Run says, and nobody was written to', ({ skip }) => {
    const { enumerate } = fact(skip, 'chipset')
    expect(enumerate).toMatchObject({ exitCode: 0, writes: [] })
    const run = parseRun(enumerate)
    expect(run).toMatchObject({ complete: true, devices: [], findings: [{ code: 'no-arp-device' }] })
    expect(enumerate.reads.length).toBeGreaterThan(0)
    expect(run.transactions.filter(({ address, written }) => address === '0x61' && written.length !== 2)).toEqual([])
  })

  it('shows the memory modules to a scan', ({ skip }) => {
    const found = parseRun(fact(skip, 'chipset').scan).other_addresses.map(({ address }) => address)
    expect(found).toEqual(expect.arrayContaining(['0x50']))
    expect(found).not.toContain('0x61')
  })
})

describe("the kernel's i2c-stub, a foreign part at 0x61 whose registers keep what is written", () => {
  it('is told from an ARP device, and only asked, whether it sends zeros or a byte count', ({ skip }) => {
    const { zeros, lookalike } = fact(skip, 'stub')
    expect([zeros, lookalike].map(({ exitCode, writes }) => ({ exitCode, writes }))).toEqual([
      { exitCode: 1, writes: [] },
      { exitCode: 1, writes: [] },
    ])
    for (const run of [zeros, lookalike].map(parseRun)) {
      expect(run).toMatchObject({ complete: true, devices: [] })
      expect(run.findings.map(({ code }) => code)).toContain('foreign-device-at-0x61')
    }
  })

  it('keeps its registers', ({ skip }) => {
    const { before, counted, after } = fact(skip, 'stub')
    expect(after).toBe(counted)
    expect(before).not.toBe(counted)
  })
})
