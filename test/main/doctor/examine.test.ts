import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { AdapterListing, AdapterList } from '#shared/api/adapter-list.ts'
import { MCP2221_CAPABILITIES } from '#shared/adapters/mcp2221/driver.ts'
import { thisComputer, type DoctorSystem } from '../../../src/main/doctor/doctor-system.ts'
import { examine, isFinding } from '../../../src/main/doctor/examine.ts'
import { RULE_FILE_NAME } from '../../../src/main/ports/udev-rule.ts'
import { UDEV_RULES_FILE } from '../../../src/main/ports/udev-rules-file.ts'
import { run } from '../cli/run-cli.ts'
import { recordedEngine } from '../engine/recorded-engine.ts'

const SHIPPED = new URL('../../../build/udev/70-arpeggio.rules', import.meta.url)
const RULES = '/etc/udev/rules.d/70-arpeggio.rules'

function adapter(change: Partial<AdapterListing> = {}): AdapterListing {
  return {
    selector: 'mcp2221:A1',
    kind: 'mcp2221',
    product: 'MCP2221',
    serial: 'A1',
    path: '/dev/hidraw3',
    state: 'ready',
    ownerPid: null,
    problem: null,
    capabilities: MCP2221_CAPABILITIES,
    limits: [],
    ...change,
  }
}

function computer(list: Partial<AdapterList>, change: Partial<DoctorSystem> = {}, files: Record<string, string> = {}) {
  return {
    ...thisComputer(() => Promise.resolve({ adapters: [], problems: [], ...list })),
    platform: 'linux',
    nowUtc: () => '2026-11-22T09:30:00.000Z',
    readText: (path: string) => Promise.resolve(files[path] ?? null),
    ...change,
  } satisfies DoctorSystem
}

const UP_TO_DATE = { [RULES]: UDEV_RULES_FILE }

async function findings(system: DoctorSystem) {
  return (await examine(system)).checks.filter(isFinding).map(({ id, state }) => `${state} ${id}`)
}

describe('the doctor', () => {
  it('finds nothing where the adapter is ready and the rules are there', async () => {
    const report = await examine(computer({ adapters: [adapter()] }, {}, UP_TO_DATE))
    expect(report.checks.map(({ id, state }) => [id, state])).toEqual([
      ['adapter-ready', 'ok'],
      ['udev-rule', 'ok'],
    ])
  })

  it.each<[Partial<AdapterListing>, NodeJS.Platform, string, RegExp]>([
    [{ state: 'no-permission' }, 'linux', 'error adapter-no-permission', /udevadm control --reload/],
    [{ state: 'no-permission' }, 'darwin', 'error adapter-no-permission', /Close every other program/],
    [{ state: 'kernel-driver' }, 'linux', 'error adapter-kernel-driver', /blacklist hid_mcp2221.*modprobe -r/s],
    [{ kind: 'ch341', state: 'no-driver' }, 'win32', 'error adapter-no-driver', /Zadig.*1A86 5512.*WinUSB/],
    [{ kind: 'ch341', state: 'wrong-mode', problem: 'move the jumper' }, 'linux', 'error adapter-wrong-mode', /jumper/],
    [{ state: 'busy' }, 'linux', 'warning adapter-busy', /Close/],
    [{ state: 'failed' }, 'linux', 'error adapter-failed', /plug it in again/],
    [
      { kind: 'i2c-dev', state: 'failed', problem: 'sudo modprobe i2c-dev' },
      'linux',
      'error adapter-failed',
      /modules-load/,
    ],
  ])('says of %j on %s what mends it', async (change, platform, found, mend) => {
    const { checks } = await examine(computer({ adapters: [adapter(change)] }, { platform }, UP_TO_DATE))
    expect(checks.filter(isFinding).map(({ id, state }) => `${state} ${id}`)).toEqual([found])
    const [first] = checks
    expect(`${first?.mend?.explanation ?? ''}\n${first?.mend?.commands ?? ''}`).toMatch(mend)
  })

  it("takes the computer's own bus for no adapter, and lets it be", async () => {
    const own = adapter({ kind: 'i2c-dev', selector: 'i2c-dev:0', state: 'no-permission', isBuiltIn: true })
    expect(await findings(computer({ adapters: [own] }, {}, UP_TO_DATE))).toEqual(['error adapter-absent'])
  })

  it.each<[NodeJS.Platform, string]>([
    ['linux', 'lsusb -d 04d8:00dd'],
    ['darwin', 'system_profiler'],
    ['win32', 'Get-PnpDevice'],
  ])('says how to see on %s whether the system has an adapter at all', async (platform, command) => {
    const { checks } = await examine(computer({}, { platform }, UP_TO_DATE))
    expect(checks[0]).toMatchObject({ id: 'adapter-absent', state: 'error' })
    expect(checks[0]?.mend?.commands).toContain(command)
  })

  it('names the libraries that are missing', async () => {
    const problems = ["USB HID devices can't be reached, the native part of node-hid does not load (libusb-1.0.so.0)"]
    const { checks } = await examine(computer({ adapters: [adapter()], problems }, {}, UP_TO_DATE))
    expect(checks[0]).toMatchObject({
      id: 'library-missing',
      state: 'error',
      mend: { commands: 'sudo apt install libusb-1.0-0 libudev1' },
    })
  })

  it.each([
    ['missing', {}, adapter({ state: 'no-permission' }), ['error adapter-no-permission', 'warning udev-rule-missing']],
    ['missing, and not needed', {}, adapter(), []],
    ['older than ours', { [RULES]: '# Arpeggio udev rules, version 0\n' }, adapter(), ['warning udev-rule-old']],
    ['of nobody knows when', { [RULES]: 'KERNEL=="hidraw*"\n' }, adapter(), ['warning udev-rule-old']],
    ['newer than ours', { [RULES]: '# Arpeggio udev rules, version 99\n' }, adapter(), []],
    ['installed by a package', { [`/usr/lib/udev/rules.d/${RULE_FILE_NAME}`]: UDEV_RULES_FILE }, adapter(), []],
  ])('judges udev rules that are %s', async (_, files, attached, expected) => {
    expect(await findings(computer({ adapters: [attached] }, {}, files))).toEqual(expected)
  })

  it('says to plug a CH341 in before it is wired to the card, to whoever has one or may get one', async () => {
    const advised = async (...adapters: AdapterListing[]) => {
      const { checks } = await examine(computer({ adapters }, {}, UP_TO_DATE))
      return checks.find(({ id }) => id === 'ch341-wiring')
    }
    const said = { state: 'none', message: expect.stringMatching(/^Plug it in first.*0x50.*5 V/) as string }
    expect(await advised()).toMatchObject(said)
    expect(await advised(adapter({ kind: 'ch341' }))).toMatchObject(said)
    expect(await advised(adapter())).toBeUndefined()
  })

  it('gives all of it as text, for a bug report', async () => {
    const { text } = await examine(computer({ adapters: [adapter({ state: 'kernel-driver', problem: 'bound' })] }))
    expect(text).toMatch(/^arpeggio doctor, 2026-11-22T09:30:00.000Z, linux\n\[error\] MCP2221 mcp2221:A1/)
    expect(text).toContain("    echo 'blacklist hid_mcp2221' | sudo tee")
  })
})

describe('the udev rules', () => {
  it('are shipped as the doctor prints them, under a name that sorts before 73-seat-late.rules', async () => {
    expect(await readFile(SHIPPED, 'utf8')).toBe(UDEV_RULES_FILE)
    expect([RULE_FILE_NAME, '73-seat-late.rules'].sort()[0]).toBe(RULE_FILE_NAME)
  })

  it('pass udevadm verify, where there is one', async ({ skip }) => {
    const udevadm = promisify(execFile)
    const canVerify = await udevadm('udevadm', ['verify', '--help']).then(
      () => true,
      () => false,
    )
    if (!canVerify) skip('no udevadm that verifies')
    await udevadm('udevadm', ['verify', '--resolve-names=never', SHIPPED.pathname])
  })
})

describe('arpeggio doctor', () => {
  const attached = (...adapters: AdapterListing[]) => ({
    engine: () => recordedEngine({ listAdapters: () => Promise.resolve({ adapters, problems: [] }) }).engine,
  })

  it('exits 1 with findings, which stand first, and 0 without', async () => {
    const bad = await run('doctor', attached(adapter(), adapter({ selector: 'mcp2221:B2', state: 'kernel-driver' })))
    expect(bad).toMatchObject({ exitCode: 1, stderr: '' })
    expect(bad.stdout).toMatch(/^1 thing to mend\.\n\nerror {2}MCP2221 mcp2221:B2\n/)
    expect(bad.stdout).toContain("\necho 'blacklist hid_mcp2221' | sudo tee /etc/modprobe.d/arpeggio.conf\n")
    const good = await run('doctor', attached(adapter()))
    expect(good).toMatchObject({ exitCode: 0, stderr: '' })
    expect(good.stdout).toMatch(/^Nothing to mend\.\n\nok {2}MCP2221 mcp2221:A1\n {2}It can be opened\.\n/)
  })

  it('gives the same as JSON', async () => {
    const { exitCode, stdout } = await run('doctor --json', attached())
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      schema_version: '1.0',
      checks: expect.arrayContaining([expect.objectContaining({ id: 'adapter-absent', state: 'error' })]) as unknown[],
    })
  })
})
