import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, describe, expect, it } from 'vitest'
import { REPORT_FORMATS } from '#shared/report/formats.ts'
import { parseRun } from '#shared/run/parse-run.ts'
import type { Run } from '#shared/run/run.ts'
import { BUILT_IN_NAMES } from '#shared/sim/scenarios/built-in.ts'
import { sha256 } from '../../../src/main/engine/sha256.ts'
import { expectGolden } from '../../support/golden.ts'
import { recordedEngine } from '../engine/recorded-engine.ts'
import { run, runCli } from './run-cli.ts'

const directory = mkdtempSync(join(tmpdir(), 'arpeggio-test-'))
afterAll(() => rmSync(directory, { recursive: true }))

const golden = (name: string): string => resolve(import.meta.dirname, 'goldens', name)
const parsed = (text: string): Run => parseRun(text, sha256)
const I217 = '4108808610d400040000000044332210'

describe('enumerate', () => {
  it('prints who is on the bus', async () => {
    const { exitCode, stdout, stderr } = await run('enumerate --adapter sim:pcie-card --arm --format table')
    expect([exitCode, stderr]).toEqual([0, ''])
    await expectGolden(golden('enumerate-pcie-card.txt'), stdout)
  })

  it('puts the UDID on a line of its own where the terminal is narrow', async () => {
    const { stdout } = await run('enumerate --adapter sim:pcie-card --arm', { terminal: { columns: 80 } })
    await expectGolden(golden('enumerate-pcie-card-80.txt'), stdout)
  })

  it('gives the Run as JSON where nobody watches', async () => {
    const { exitCode, stdout, stderr } = await run('enumerate --adapter sim:pcie-card --arm')
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(parsed(stdout)).toMatchObject({
      operation: 'enumerate',
      adapter: { selector: 'sim:pcie-card@mcp2221' },
      consent: { armed: true, by: expect.stringMatching(/ \(--arm\)$/) as string },
      summary: { verdict: 'pass', devices: 4, confirmed: 4 },
    })
  })

  it('gives the devices as CSV, or the transactions', async () => {
    const devices = await run('enumerate --adapter sim:pcie-card --arm --format csv')
    expect(parse(devices.stdout, { columns: true }).map((row) => (row as Record<string, string>)['udid'])).toContain(
      `0x${I217}`,
    )
    const transactions = await run('enumerate --adapter sim:pcie-card --arm --format csv --transactions')
    expect(transactions.stdout).toMatch(/^seq,t_us,duration_us,step,/)
  })

  it('writes the Run to a file and the table to standard output', async () => {
    const path = join(directory, 'run.json')
    const { stdout } = await runCli(['enumerate', '--adapter', 'sim:pcie-card', '--arm', '-o', path])
    expect(stdout).toMatch(/^4 ARP devices, all confirmed\.\n/)
    expect(parsed(readFileSync(path, 'utf8'))).toMatchObject({ complete: true, summary: { devices: 4 } })
    expect(readdirSync(directory)).toEqual(['run.json'])
  })

  it('gives both as they are asked for: --format is the file, --json standard output', async () => {
    const path = join(directory, 'devices.csv')
    const args = ['enumerate', '--adapter', 'sim:single', '--arm', '-o', path, '--format', 'csv', '--json']
    expect(parsed((await runCli(args)).stdout).devices).toHaveLength(1)
    expect(readFileSync(path, 'utf8')).toMatch(/^schema_version,run_id,/)
  })

  it('gives out what pool, reservations and preferences say', async () => {
    const args = 'enumerate --adapter sim:pcie-card --arm --pool 0x30-0x32 --reserve 0x30 --no-probe'
    const { stdout } = await run(args)
    const { devices, settings } = parsed(stdout)
    expect(devices.map(({ address }) => address)).toEqual([devices[0]?.address_before, '0x64', '0x31', '0x32'])
    expect(settings).toMatchObject({ pool: ['0x30', '0x31', '0x32'], reserved: ['0x30'], probe: false })
  })

  it('finds devices that are not discoverable with --with-fixed', async () => {
    const { stdout } = await run('enumerate --adapter sim:fixed-not-discoverable --arm --with-fixed')
    expect(parsed(stdout).devices.map(({ class: kind }) => kind)).toContain('fixed-not-discoverable')
  })

  it('runs at the speed it is told', async () => {
    const { stdout } = await run('enumerate --adapter sim:single --arm --speed 400000 --timeout 20')
    expect(parsed(stdout)).toMatchObject({ bus: { clock_hz: 400_000 }, settings: { timeout_ms: 20 } })
  })

  it('says why nobody was found, and what to try', async () => {
    const { exitCode, stdout } = await run('enumerate --adapter sim:empty --arm --format table')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^No ARP device answered\.\n/)
    expect(stdout).toMatch(/warning {2}Nobody acknowledged 0x61: .* \[no-arp-device\] #\d/)
    expect(stdout).toMatch(/\nTry:\n {2}- power the card/)
  })

  it('hints on standard error where the result is for a program, and not with --quiet', async () => {
    const loud = await run('enumerate --adapter sim:empty --arm')
    expect(loud.stderr).toMatch(/^try: power the card/)
    const quiet = await run('enumerate --adapter sim:empty --arm --quiet')
    expect(quiet.stderr).toBe('')
  })
})

/** Exit code and first words of the verdict for each scenario. */
const VERDICTS: Readonly<Record<(typeof BUILT_IN_NAMES)[number], readonly [number, RegExp]>> = {
  empty: [0, /^No ARP device answered\./],
  single: [0, /^1 ARP device, confirmed\./],
  'pcie-card': [0, /^4 ARP devices, all confirmed\./],
  lookalikes: [0, /^5 ARP devices, all confirmed\./],
  sixty: [0, /^60 ARP devices, all confirmed\./],
  'fixed-not-discoverable': [0, /^1 ARP device, confirmed\./],
  'already-resolved': [0, /^2 ARP devices, all confirmed\./],
  'filler-when-resolved': [0, /^2 ARP devices, all confirmed\./],
  'foreign-at-0x61': [1, /^No ARP device; something else answers at 0x61\./],
  'bad-pec': [0, /^2 ARP devices, all confirmed\./],
  'duplicate-udid': [1, /^1 ARP device, in conflict\./],
  'no-arbitration': [1, /^No ARP device/],
  'ignores-assign': [1, /^\d ARP devices?, .*failed\./],
  'late-joiner': [0, /^15 ARP devices, all confirmed\./],
  unpowered: [2, /^Bus fault: SDA and SCL are both low; nothing was sent\./],
  'hot-plug': [0, /^2 ARP devices, all confirmed\./],
  'second-controller': [0, /^3 ARP devices, all confirmed\./],
  'stuck-sda': [2, /^Bus fault: SDA is held low; nothing was sent\./],
  'stuck-scl': [2, /^Bus fault: SCL is held low; nothing was sent\./],
  'slow-target': [0, /^2 ARP devices, all confirmed\./],
  'acks-everything': [2, /^Bus fault: the adapter acknowledges everything; no device had been found until then\./],
}

describe('the verdict and the exit code', () => {
  it.each(BUILT_IN_NAMES)('of an enumeration of %s agree', async (name) => {
    const { exitCode, stdout, stderr } = await run(`enumerate --adapter sim:${name} --arm --pool wide --format table`)
    const [expected, verdict] = VERDICTS[name]
    expect(exitCode).toBe(expected)
    expect(stdout).toMatch(verdict)
    expect(stderr).toMatch(expected === 2 ? /^arpeggio: [^\n]+\n$/ : /^(arpeggio: [^\n]+\n)?$/)
  })
})

describe('scan', () => {
  it('prints the grid', async () => {
    const { exitCode, stdout, stderr } = await run('scan --adapter sim:pcie-card --format table')
    expect([exitCode, stderr]).toEqual([0, ''])
    await expectGolden(golden('scan-pcie-card.txt'), stdout)
  })

  it('leaves out of the grid what it was not asked for', async () => {
    const { stdout } = await run('scan --adapter sim:pcie-card --range 0x48-0x4a,0x61 --format table')
    expect(stdout).toContain('\n40:                         48 -- --\n')
    expect(stdout).toContain('\n60:    ##\n')
  })

  it('gives the addresses as CSV', async () => {
    const { stdout } = await run('scan --adapter sim:pcie-card@ideal --range 0x40-0x5f --format csv')
    expect(stdout).toBe('address,answers_to\r\n0x48,quick\r\n0x50,read\r\n')
  })

  it('says so where nobody answers', async () => {
    const { stdout } = await run('scan --adapter sim:empty --range 0x10-0x13 --format table')
    expect(stdout).toMatch(/^Nobody answered 4 probes\.\n/)
  })
})

describe('the other operations', () => {
  it('inventory changes nothing and says what it could not see', async () => {
    const { exitCode, stdout } = await run('inventory --adapter sim:pcie-card --arm --format table')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/hides every unresolved device .*\[not-observable\] #\d/)
  })

  it('inventory asks the addresses it is told', async () => {
    const { stdout } = await run('inventory --adapter sim:already-resolved --arm --range 0x64')
    expect(parsed(stdout).devices.map(({ address }) => address)).toEqual(['0x64'])
  })

  it('assign gives one device its address', async () => {
    const { exitCode, stdout } = await run(`assign ${I217} 0x20 --adapter sim:pcie-card --arm --format table`)
    expect([exitCode, stdout.split('\n')[0]]).toEqual([0, '8086:10d4 is at 0x20, confirmed.'])
    expect(stdout).toContain('assigned, was 0x64')
  })

  it('assign fails where the device is not there', async () => {
    const { exitCode, stdout } = await run(
      `assign ${'00'.repeat(16)} 0x20 --adapter sim:pcie-card --arm --format table`,
    )
    expect([exitCode, stdout.split('\n')[0]]).toEqual([1, '0000:0000 was not assigned the address.'])
  })

  it.each(['reset', 'reset 0x64'])('%s is acknowledged', async (command) => {
    const { exitCode, stdout } = await run(`${command} --adapter sim:pcie-card --arm --format table`)
    expect([exitCode, stdout.split('\n')[0]]).toEqual([0, 'Reset Device was acknowledged.'])
  })

  it('lines says what the levels mean', async () => {
    const { exitCode, stdout, stderr } = await run('lines --adapter sim:pcie-card --format table')
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^SCL high, SDA high\nBoth lines are high: /)
  })

  it('lines ends in 2 where a line is held low', async () => {
    const { exitCode, stdout, stderr } = await run('lines --adapter sim:unpowered')
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([2, { lines: { scl: 'low', sda: 'low' }, recovery: null }])
    expect(stderr).toMatch(/^arpeggio: SCL and SDA are both low: first of all, the bus has no pull-ups [^\n]*\n$/)
  })

  it('lines --recover frees the bus where the adapter can', async () => {
    const { exitCode, stdout } = await run('lines --recover --adapter sim:stuck-sda@ideal --json')
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      0,
      { lines: { scl: 'high', sda: 'high' }, recovery: { before: { sda: 'low' }, clocks: 5 } },
    ])
  })
})

describe('report', () => {
  it('renders a saved run again, byte for byte', async () => {
    const path = join(directory, 'again.json')
    await runCli(['enumerate', '--adapter', 'sim:pcie-card', '--arm', '-o', path])
    expect((await runCli(['report', path, '--format', 'json'])).stdout).toBe(readFileSync(path, 'utf8'))
    const csv = await runCli(['report', path, '--format', 'csv', '-o', join(directory, 'again.csv')])
    expect(csv).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    expect(parse(readFileSync(join(directory, 'again.csv')))).toHaveLength(5)
  })

  it.each(REPORT_FORMATS)('writes every format there is: $id', async ({ id, render }) => {
    const [path, output] = [join(directory, `${id}.json`), join(directory, `${id}.out`)]
    await runCli(['enumerate', '--adapter', 'sim:single', '--arm', '-o', path])
    const result = await runCli(['report', path, '--format', id, '-o', output])
    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    const content = render(parsed(readFileSync(path, 'utf8')), { sha256 })
    expect(readFileSync(output)).toEqual(Buffer.from(content))
  })

  it('writes what is no text to a file only', async () => {
    const path = join(directory, 'bytes.json')
    await runCli(['enumerate', '--adapter', 'sim:single', '--arm', '-o', path])
    expect(await runCli(['report', path, '--format', 'pcap'])).toMatchObject({
      exitCode: 4,
      stdout: '',
      stderr: expect.stringContaining('pcap is no text; name a file with -o') as string,
    })
  })
})

describe('what is said besides the result', () => {
  it('is every transaction with --verbose', async () => {
    const { stderr } = await run('enumerate --adapter sim:single@ideal --arm --verbose')
    const lines = stderr.split('\n')
    expect(lines[0]).toMatch(/^#1 +\+\d+\.\d\dms {2}self-test {2}S 7dr N P$/)
    expect(lines[2]).toMatch(
      /^#3 .* look {7}S 61w 03 Sr 61r 11 81 08 18 f4 02 00 00 25 18 f4 02 15 0a 1b 2c 3d ff 6c P {2}PEC 0x6c ok$/,
    )
    expect(lines[3]).toMatch(/^#4 .* prepare {4}S 61w 01 c0 P {2}PEC 0xc0 sent$/)
    expect(stderr).toMatch(/\n {5}device 0: 0x11, next free in the pool\n/)
    expect(stderr).toMatch(/get-udid {3}S 61w 03 N P\n/)
  })

  it('is one line of progress on a terminal, gone before the result', async () => {
    const { stderr } = await run('enumerate --adapter sim:pcie-card --arm', { terminal: { columns: 100 } })
    const drawn = stderr.split('\r\u001b[K')
    expect(drawn).toContain('Preparing to ARP… 0/3')
    expect(drawn.at(-1)).toBe('')
    expect(stderr).not.toContain('\n')
  })

  it.each(['--quiet', '--verbose'])('is no progress with %s', async (option) => {
    const { stderr } = await run(`enumerate --adapter sim:pcie-card --arm ${option}`, { terminal: { columns: 100 } })
    expect(stderr).not.toContain('\r')
  })
})

describe('without --arm', () => {
  it.each(BUILT_IN_NAMES)('no command sends a byte to 0x61 on %s', async (name) => {
    const { engine, record } = recordedEngine()
    const commands = [
      'adapters',
      'lines',
      'lines --recover',
      'scan',
      'scan --method quick',
      'scan --method read --range 0-127',
    ]
    const armed = [
      'inventory',
      'enumerate --prepare-anyway',
      `assign ${I217} 0x20`,
      'reset',
      'reset 0x64',
      'watch --for 5s',
    ]
    for (const command of [...commands, ...armed]) {
      const bus = command === 'adapters' ? [] : ['--adapter', `sim:${name}`]
      const { exitCode } = await runCli([...command.split(' '), ...bus], { engine: () => engine })
      expect(exitCode === 4).toBe(armed.includes(command))
    }
    expect(record.addresses).not.toContain(0x61)
  })
})
