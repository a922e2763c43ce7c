import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { boot, type Booted } from './boot.ts'
import type { Ended } from './guest/guest.ts'

const CLI = join(import.meta.dirname, '../../src/main/cli/launcher.js')

interface Device {
  readonly udid: string
  readonly address: string
  readonly status: string
}

interface Run {
  readonly complete: boolean
  readonly devices: readonly Device[]
  readonly findings: readonly { readonly code: string }[]
  readonly adapter: { readonly serial: string | null; readonly simulated: boolean }
}

interface Facts {
  readonly list: string
  readonly hidraw: { readonly adapters: Ended; readonly enumerate: Ended }
  readonly permission: { readonly adapters: Ended; readonly enumerate: Ended }
  readonly 'two adapters': { readonly unnamed: Ended; readonly named: Ended }
  readonly 'two processes': { readonly pid: number } & Readonly<
    Record<'first' | 'second' | 'listed' | 'afterwards', Ended>
  >
  readonly unplugged: { readonly ended: Readonly<Record<string, Ended>>; readonly replugged: Ended }
  readonly 'pulled while watching': Ended
  readonly silent: Ended
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
  'pulled while watching',
  'silent',
  'ch341',
]

let booted: Booted
beforeAll(async () => {
  booted = await boot({ steps: STEPS, skipsWaiting: false, timeoutMs: 900_000 })
})

/** What a step of the guest found; the test is skipped where there is no guest. */
function fact<Step extends keyof Facts>(skip: (note: string) => never, step: Step): Facts[Step] {
  if ('skipped' in booted) return skip(booted.skipped)
  const found = booted.facts.get(step) as { fact: Facts[Step] } | { error: string } | undefined
  if (!found || 'error' in found) throw new Error(`step "${step}": ${found?.error ?? 'not taken'}`)
  return found.fact
}

function parseRun({ stdout }: Ended): Run {
  return JSON.parse(stdout) as Run
}

/** Who is on the card, as the same command finds it on the simulated bus without any USB. */
async function simulated(scenario: string): Promise<Device[]> {
  const args = [CLI, 'enumerate', '--adapter', `sim:${scenario}`, '--arm', '--json']
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return summary(JSON.parse(stdout) as Run)
}

function summary({ devices }: Run): Device[] {
  return devices.map(({ udid, address, status }) => ({ udid, address, status }))
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
    expect(enumerate).toMatchObject({ exitCode: 0 })
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
    expect([named.exitCode, summary(parseRun(named))]).toEqual([0, await simulated('single')])
  })

  it('belongs to one process at a time, and to the next when that has ended', ({ skip }) => {
    const { pid, ...ended } = fact(skip, 'two processes')
    expect(ended.second).toMatchObject({ exitCode: 3, stdout: '' })
    expect(ended.second.stderr).toContain(`process ${pid} is using it`)
    expect(ended.listed.stdout).toContain('busy')
    expect([ended.first.exitCode, ended.afterwards.exitCode]).toEqual([130, 0])
  })

  it('may be pulled out at any moment: exit code 3, one line, and no hang', ({ skip }) => {
    const { ended } = fact(skip, 'unplugged')
    const seen = Object.entries(ended).map(([moment, { exitCode, stderr }]) => ({
      moment,
      exitCode,
      lines: stderr.trim().split('\n').length,
    }))
    expect(seen).toEqual(Object.keys(ended).map((moment) => ({ moment, exitCode: 3, lines: 1 })))
    expect(seen).toHaveLength(6)
  })

  it('leaves what was found until it was pulled out', ({ skip }) => {
    const { ended } = fact(skip, 'unplugged')
    const run = parseRun(ended['while an address is assigned']!)
    expect(run.complete).toBe(false)
    expect(run.findings).toContainEqual(expect.objectContaining({ code: 'adapter-lost' }))
  })

  it('works again when it is plugged in again', async ({ skip }) => {
    const { replugged } = fact(skip, 'unplugged')
    expect(replugged.exitCode).toBe(0)
    const udids = (devices: readonly Device[]): string[] => devices.map(({ udid }) => udid).sort()
    expect(udids(parseRun(replugged).devices)).toEqual(udids(await simulated('pcie-card')))
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

  it('shows the same devices as the MCP2221 through hidraw', ({ skip }) => {
    const ch341 = fact(skip, 'ch341').enumerate
    const mcp2221 = fact(skip, 'hidraw').enumerate
    expect(ch341).toMatchObject({ exitCode: 0 })
    expect(summary(parseRun(ch341))).toEqual(summary(parseRun(mcp2221)))
  })
})
