import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseScenario } from '#shared/sim/scenario.ts'
import { BUILT_IN_NAMES, loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { run, runCli } from './run-cli.ts'

const directory = mkdtempSync(join(tmpdir(), 'arpeggio-test-'))
afterAll(() => rmSync(directory, { recursive: true }))

const I217 = '4108808610d400040000000044332211'

describe('decode udid', () => {
  it('explains every field', async () => {
    const { exitCode, stdout } = await run(`decode udid ${I217}`)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^4108 8086 10d4 0004 0000 0000 44332211\n/)
    expect(stdout).toMatch(/0 +Device Capabilities +0x41 +address dynamic and persistent .*; PEC on ordinary traffic/)
    expect(stdout).toMatch(/6-7 +Interface +0x0004 +SMBus 2\.0\n/)
    expect(stdout).toContain('modalias (proposed for Linux): smbus:v8086d10d4i0004sv0000sd0000vsi44332211\n')
    expect(stdout).toContain('Nothing odd about it.\n')
  })

  it.each(['41:08:80:86:10:D4:00:04:00:00:00:00:44:33:22:11', '0x4108808610d400040000000044332211'])(
    'reads the spelling %s',
    async (text) => {
      expect((await run(`decode udid ${text}`)).stdout).toBe((await run(`decode udid ${I217}`)).stdout)
    },
  )

  it('gives the fields as a Run names them', async () => {
    const { stdout } = await run('decode udid 000102030405060708090a0b0c0d0e0f --json')
    expect(JSON.parse(stdout)).toMatchObject({
      schema_version: '1.0',
      udid: '000102030405060708090a0b0c0d0e0f',
      address_type: 'fixed',
      vendor: '0x0203',
      oddities: expect.arrayContaining(['UDID version is 0, the only defined one is 1']) as string[],
    })
  })

  it('says that units can not be told apart', async () => {
    const { stdout } = await run('decode udid 810818f40200002518f4021500000000')
    expect(stdout).toContain('odd: the vendor-specific ID tells no unit from another: two such devices answer as one\n')
  })
})

describe('decode frame', () => {
  it('explains the bytes, with both PECs', async () => {
    const { exitCode, stdout } = await run('decode frame c2 01 07')
    expect(exitCode).toBe(0)
    expect(stdout).toBe(
      [
        'Prepare to ARP',
        '',
        'Field    Bytes  Meaning',
        'address  c2     SMBus Device Default Address 0x61, write',
        'command  01     Prepare to ARP',
        'PEC      07     see below',
        '',
        'PEC 0x07: wrong: that of the bytes without the address bytes',
        '  as it should be            0xc0',
        '  without the address bytes  0x07',
        '',
        'note: the PEC was computed without the address bytes',
        '',
      ].join('\n'),
    )
  })

  it('reads what --verbose prints', async () => {
    const { stderr } = await run('enumerate --adapter sim:single --arm --verbose')
    const line = stderr.split('\n').find((text) => text.includes(' confirm '))
    const bytes = line?.slice(line.indexOf('S 61w'), line.indexOf(' P ') + 2) ?? ''
    const { stdout } = await runCli(['decode', 'frame', bytes])
    expect(stdout).toMatch(/^Get UDID, directed to 0x11\n/)
    expect(stdout).toContain(': good\n')
  })

  it('gives both for programs', async () => {
    const { stdout } = await run(`decode frame c2 21 c3 11 ${I217} 21 96 --json`)
    expect(JSON.parse(stdout)).toMatchObject({
      schema_version: '1.0',
      kind: 'get-udid-directed',
      operation: 'write_read',
      address: '0x61',
      device_address: '0x10',
      udid: { udid: I217, vendor: '0x8086' },
      pec: { got: '0x96', expected: '0x96', verdict: 'good' },
      notes: [],
    })
  })
})

describe('sim', () => {
  it('lists every scenario with what it is for', async () => {
    const { exitCode, stdout } = await run('sim list')
    expect(exitCode).toBe(0)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(BUILT_IN_NAMES)
    const { scenarios } = JSON.parse((await run('sim list --json')).stdout) as { scenarios: { name: string }[] }
    expect(scenarios.map(({ name }) => name)).toEqual(BUILT_IN_NAMES)
  })

  it.each(BUILT_IN_NAMES)('shows %s in the form of a file that opens as it', async (name) => {
    const { stdout } = await run(`sim show ${name}`)
    expect(parseScenario(stdout)).toEqual(await loadBuiltIn(name))
  })

  it('shows a file of the user as it is', async () => {
    const path = join(directory, 'mine.json')
    const { stdout } = await run('sim show single')
    writeFileSync(path, stdout)
    expect((await runCli(['sim', 'show', path])).stdout).toBe(stdout)
    const scanned = await runCli(['scan', '--adapter', `sim:${path}`, '--json'])
    expect([scanned.exitCode, scanned.stderr]).toEqual([0, ''])
  })
})
