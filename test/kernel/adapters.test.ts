import { beforeAll, describe, expect, it } from 'vitest'
import { boot, factOf, type Booted } from './boot.ts'
import { parseRun, simulated, summary } from './documents.ts'
import type { Ended } from './guest/guest.ts'
import type { UnpluggedFact } from './guest/unplugged-step.ts'
import { describeUnplugged } from './describe-unplugged.ts'

interface Facts {
  readonly list: string
  readonly hidraw: { readonly adapters: Ended; readonly enumerate: Ended }
  readonly permission: { readonly adapters: Ended; readonly enumerate: Ended }
  readonly 'two adapters': { readonly unnamed: Ended; readonly named: Ended }
  readonly 'two processes': { readonly pid: number } & Readonly<
    Record<'first' | 'second' | 'listed' | 'afterwards', Ended>
  >
  readonly unplugged: Ended
  readonly 'MCP2221 unplugged': UnpluggedFact
  readonly 'CH341 unplugged': UnpluggedFact
  readonly 'pulled while watching': Ended
  readonly silent: Ended
  readonly 'silent CH341': Ended
  readonly ch341: {
    readonly attached: readonly { readonly path: string; readonly state: string }[]
    readonly prepare: { readonly outcome: string }
    readonly udid: unknown
    readonly absent: unknown
    readonly enumerate: Ended
  }
}

const STEPS: readonly (keyof Facts)[] = [
  'list',
  'hidraw',
  'permission',
  'two adapters',
  'two processes',
  'unplugged',
  'MCP2221 unplugged',
  'CH341 unplugged',
  'pulled while watching',
  'silent',
  'silent CH341',
  'ch341',
]

let booted: Booted
beforeAll(async () => {
  booted = await boot({ steps: STEPS, skipsWaiting: false, timeoutMs: 1_200_000 })
})

function fact<Step extends keyof Facts>(skip: (note: string) => never, step: Step): Facts[Step] {
  return factOf(booted, skip, step) as Facts[Step]
}

describe('an MCP2221 on a real kernel, through hidraw and node-hid', () => {
  it('is listed by the usbip tool', ({ skip }) => {
    expect(fact(skip, 'list')).toContain('1-1: Microchip Technology, Inc. : MCP2221(a) UART/I2C Bridge (04d8:00dd)')
  })

  it('is listed as ready, with its serial', ({ skip }) => {
    const { adapters } = fact(skip, 'hidraw')
    expect(JSON.parse(adapters.stdout)).toMatchObject({
      adapters: [{ selector: 'mcp2221:0000000001', state: 'ready', path: '/dev/hidraw0' }],
    })
  })

  it('shows the same devices at the same addresses as the simulated bus', async ({ skip }) => {
    const { enumerate } = fact(skip, 'hidraw')
    expect(enumerate, enumerate.stdout).toMatchObject({ exitCode: 0 })
    expect(parseRun(enumerate)).toMatchObject({ complete: true, adapter: { serial: '0000000001', simulated: false } })
    expect(summary(parseRun(enumerate))).toEqual(await simulated('pcie-card'))
  })

  it('says how to get permission to whoever has none', ({ skip }) => {
    const { adapters, enumerate } = fact(skip, 'permission')
    expect(adapters).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('no-permission') as string })
    expect(enumerate).toMatchObject({ exitCode: 3, stdout: '' })
    expect(enumerate.stderr).toMatch(/no permission to open \/dev\/hidraw\d+: put this line into .*uaccess/)
  })

  it('is not guessed among two, and is found by its serial', async ({ skip }) => {
    const { unnamed, named } = fact(skip, 'two adapters')
    expect(unnamed.exitCode).toBe(3)
    expect(unnamed.stderr).toMatch(/2 MCP2221 attached: .*0000000001.*0000000002/)
    const run = parseRun(named)
    expect([named.exitCode, summary(run)], JSON.stringify(run.findings)).toEqual([0, await simulated('single')])
  })

  it('belongs to one process at a time, and to the next when that has ended', ({ skip }) => {
    const { pid, ...ended } = fact(skip, 'two processes')
    expect(ended.second).toMatchObject({ exitCode: 3, stdout: '' })
    expect(ended.second.stderr).toContain(`process ${pid} is using it`)
    expect(ended.listed.stdout).toContain('busy')
    expect([ended.first.exitCode, ended.afterwards.exitCode]).toEqual([130, 0])
  })

  it('may be pulled out: exit code 3, one line, and what was found until then', ({ skip }) => {
    const unplugged = fact(skip, 'unplugged')
    expect(unplugged).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/^[^\n]*unplugged[^\n]*\n$/) as string,
    })
    const run = parseRun(unplugged)
    expect([run.complete, run.devices.length]).toEqual([false, 2])
    expect(run.findings).toContainEqual(expect.objectContaining({ code: 'adapter-lost' }))
  })

  it('ends a watch when it is pulled out', ({ skip }) => {
    const watch = fact(skip, 'pulled while watching')
    expect(watch).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('unplugged') as string })
  })

  it('that answers no I2C command is a fault with its name, not a wait without end', ({ skip }) => {
    const silent = fact(skip, 'silent')
    expect(silent).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('gave no reply') as string })
    expect(parseRun(silent)).toMatchObject({ complete: false, devices: [] })
  })
})

for (const chip of ['MCP2221', 'CH341'] as const) describeUnplugged(chip, (skip) => fact(skip, `${chip} unplugged`))

describe('a CH341 on a real kernel, through usbfs and usb', () => {
  it('is found by its port and can be opened', ({ skip }) => {
    const { attached } = fact(skip, 'ch341')
    expect(attached).toMatchObject([{ path: expect.stringMatching(/^\d+-\d+$/) as string, state: 'ready' }])
  })

  it('carries each ARP transaction in one transfer out and one in', ({ skip }) => {
    const { prepare, udid, absent } = fact(skip, 'ch341')
    expect(prepare).toMatchObject({ outcome: 'ok', usbTransfers: 2 })
    expect(udid).toEqual({ outcome: 'ok', data: '11010810ee0000002710ee00000020201077af', usbTransfers: 2 })
    expect(absent).toMatchObject({ outcome: 'nack-address' })
  })

  it('that answers no packet is a fault with its name, not a wait without end', ({ skip }) => {
    const silent = fact(skip, 'silent CH341')
    expect(silent).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('CH341 gives no answer') as string })
  })
})
