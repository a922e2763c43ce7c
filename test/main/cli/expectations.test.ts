import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseRun } from '#shared/run/parse-run.ts'
import { sha256 } from '../../support/sha256.ts'
import { recordedEngine } from '../engine/recorded-engine.ts'
import { run, runCli, type CliResult } from './run-cli.ts'

const directory = mkdtempSync(join(tmpdir(), 'arpeggio-test-'))
afterAll(() => rmSync(directory, { recursive: true }))

const file = (name: string): string => join(directory, name)

/** The path of a new file with this text. */
function written(name: string, text: string): string {
  writeFileSync(file(name), text)
  return file(name)
}

const NAPATECH = '810818f40200002518f402150a1b2c3d'
const CARD = file('card.json')
const RUN = file('run.json')

beforeAll(async () => {
  await runCli(['enumerate', '--adapter', 'sim:pcie-card', '--arm', '-o', RUN])
  await runCli(['expect', 'init', RUN, '-o', CARD])
})

/** `verify` or `enumerate` of a scenario against a file. */
function holdAgainst(expectation: string, scenario: string, ...more: readonly string[]): Promise<CliResult> {
  return runCli(['verify', '--adapter', `sim:${scenario}`, '--arm', '--expect', expectation, ...more])
}

describe('expect init', () => {
  it('writes to standard output what -o writes to a file', async () => {
    const { exitCode, stdout, stderr } = await runCli(['expect', 'init', RUN])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toBe(readFileSync(CARD, 'utf8'))
    expect(JSON.parse(stdout)).toMatchObject({
      schema_version: '1.0',
      count: { min: 4, max: 4 },
      devices: [
        { name: 'Xilinx Corporation 0x0000' },
        { name: 'Intel Corporation 0x10d4' },
        { name: 'Intel Corporation 0x1531' },
        { name: 'Napatech A/S 0x0200', udid_mask: NAPATECH, address: ['0x12'] },
      ],
    })
  })

  it('refuses a run that is none to hold others against', async () => {
    const path = file('duplicates.json')
    await runCli(['enumerate', '--adapter', 'sim:duplicate-udid', '--arm', '-o', path])
    expect(await runCli(['expect', 'init', path])).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `arpeggio: ${path} gives no expectation: the verdict of the run is fail\n`,
    })
  })

  it('names what it can make where it is told nothing', async () => {
    const { exitCode, stderr } = await run('expect')
    expect(exitCode).toBe(4)
    expect(stderr).toContain('init')
  })
})

describe('verify', () => {
  it('passes on the card the expectation was made from, check by check', async () => {
    const { exitCode, stdout, stderr } = await holdAgainst(CARD, 'pcie-card', '--format', 'table')
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/\n\nsim:pcie-card@mcp2221, \d{4}-\d\d-\d\d: 11 checks passed\n {2}pass {2}device /)
  })

  it('gives the Run, and says on standard error what is not as expected, exit code 1', async () => {
    const { exitCode, stdout, stderr } = await holdAgainst(CARD, 'single')
    expect(exitCode).toBe(1)
    expect(parseRun(stdout, sha256)).toMatchObject({ operation: 'verify', summary: { verdict: 'pass', devices: 1 } })
    expect(stderr.split('\n')).toEqual([
      'arpeggio: device Xilinx Corporation 0x0000: missing: no device matches 010810ee0000002710ee000000202010',
      'arpeggio: device Intel Corporation 0x10d4: missing: no device matches 4108808610d400040000000044332210',
      'arpeggio: device Intel Corporation 0x1531: missing: no device matches 410b8086153100040000000000c91234',
      `arpeggio: device Napatech A/S 0x0200: changed: address expected 0x12, found 0x11 (${NAPATECH} at 0x11)`,
      'arpeggio: count: expected 4, found 1',
      '',
    ])
  })

  it('shows failures in the table where there is one, and wraps them to the terminal', async () => {
    const { stdout, stderr } = await holdAgainst(CARD, 'single', '--format', 'table')
    expect(stderr).toBe('')
    expect(stdout).toContain('5 of 11 checks failed\n  fail  device Xilinx Corporation 0x0000: missing: ')
  })

  it('probes absent addresses and gives none of them out', async () => {
    const absent = written(
      'absent.json',
      JSON.stringify({ schema_version: '1.0', name: 'bare', absent: ['0x6a', '0x50', '0x11'], count: { min: 1 } }),
    )
    const { engine, record } = recordedEngine()
    const args = ['verify', '--adapter', 'sim:pcie-card', '--arm', '--expect', absent, '--format', 'table']
    const { exitCode, stdout } = await runCli(args, { engine: () => engine })
    expect(record.addresses.slice(-3)).toEqual([0x6a, 0x50, 0x11])
    expect(stdout).toContain('  pass  absent 0x6a: nobody acknowledged 0x6a; parts that ignore probes stay invisible\n')
    expect(stdout).toContain('  fail  absent 0x50: expected nobody, found something that acknowledged 0x50\n')
    expect(stdout).toMatch(/absent 0x11: nobody acknowledged 0x11/)
    expect(exitCode).toBe(1)
  })

  it('writes the checks as JUnit', async () => {
    const junit = file('result.xml')
    await holdAgainst(CARD, 'single', '--junit', junit, '--quiet')
    const xml = readFileSync(junit, 'utf8')
    expect(xml).toContain('tests="11" failures="5"')
    expect(xml).toContain('address: expected 0x12, found 0x11')
  })

  it('lets a bus fault go before what was expected', async () => {
    const { exitCode } = await holdAgainst(CARD, 'stuck-sda')
    expect(exitCode).toBe(2)
  })

  it('sends nothing without consent', async () => {
    const { engine, record } = recordedEngine()
    const { exitCode, stderr } = await runCli(['verify', '--adapter', 'sim:single', '--expect', CARD], {
      engine: () => engine,
    })
    expect([exitCode, record.opened]).toEqual([4, 0])
    expect(stderr).toMatch(/^arpeggio: .*--arm/)
  })

  it.each([
    [['--expect', 'nowhere.json'], /^can't read nowhere\.json, named by --expect \(ENOENT\)$/],
    [['--expect', RUN], /^--expect .*run\.json: \$\.name is missing, expected a string$/],
    [[], /^required option '--expect <file>' not specified; see arpeggio verify --help$/],
    [['--expect', CARD, '--junit', file('no/where.xml')], /^can't write .*where\.xml: there is no directory/],
  ])('refuses %j before anything is opened', async (more, line) => {
    const { engine, record } = recordedEngine()
    const result = await runCli(['verify', '--adapter', 'sim:single', '--arm', ...more], { engine: () => engine })
    expect([result.exitCode, result.stdout, record.opened]).toEqual([4, '', 0])
    expect(result.stderr.replace(/^arpeggio: (.*)\n$/, '$1')).toMatch(line)
  })
})

describe('enumerate --expect', () => {
  const args = ['enumerate', '--arm', '--expect', CARD]

  it('is an enumeration held against a file', async () => {
    const good = await runCli([...args, '--adapter', 'sim:pcie-card'])
    expect([good.exitCode, good.stderr]).toEqual([0, ''])
    expect(parseRun(good.stdout, sha256).operation).toBe('enumerate')
    expect((await runCli([...args, '--adapter', 'sim:single', '--quiet'])).exitCode).toBe(1)
  })

  it('does not probe absent addresses, and says that they were not', async () => {
    const absent = written(
      'unprobed.json',
      JSON.stringify({ schema_version: '1.0', name: 'bare', absent: ['0x6a'], count: {} }),
    )
    const { exitCode, stdout } = await runCli([
      'enumerate',
      '--adapter',
      'sim:single',
      '--arm',
      '--expect',
      absent,
      '--format',
      'table',
    ])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('  skip  absent 0x6a: 0x6a was not probed in this run\n')
  })

  it('prints no control character that a file brings along', async () => {
    const evil = written('evil.json', JSON.stringify({ schema_version: '1.0', name: 'x\u001b[2J', devices: [] }))
    const { exitCode, stderr } = await runCli(['enumerate', '--adapter', 'sim:single', '--arm', '--expect', evil])
    expect(exitCode).toBe(4)
    expect(stderr).toMatch(/^[^\p{Cc}]*\n$/u)
  })
})

describe('diff', () => {
  it('finds nothing between a run and itself', async () => {
    const { exitCode, stdout, stderr } = await runCli(['diff', RUN, RUN])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^old {2}enumerate of .*\nnew {2}enumerate of .*\n\nNothing differs\.\n$/)
  })

  it('tells who left, appeared and moved, exit code 1', async () => {
    const single = file('single.json')
    await runCli(['enumerate', '--adapter', 'sim:single', '--arm', '-o', single])
    const { exitCode, stdout } = await runCli(['diff', RUN, single])
    expect(exitCode).toBe(1)
    expect(stdout.split('\n').slice(3)).toEqual([
      '- 0108 10ee 0000 0027 10ee 0000 00202010  0x3b  Xilinx Corporation',
      '- 4108 8086 10d4 0004 0000 0000 44332210  0x64  Intel Corporation',
      '- 410b 8086 1531 0004 0000 0000 00c91234  0x11  Intel Corporation',
      '~ 8108 18f4 0200 0025 18f4 0215 0a1b2c3d  address 0x12 → 0x11',
      '',
      'Vendor IDs are PCI-SIG or SBS-IF numbers; names are those of the PCI ID list',
      '',
    ])
    const json = await runCli(['diff', single, RUN, '--json'])
    expect(json.exitCode).toBe(1)
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema_version: '1.0',
      different: true,
      moved: [{ udid: NAPATECH, old: '0x11', new: '0x12' }],
    })
  })

  it.each([
    [['diff', RUN, 'nowhere.json'], /^can't read nowhere\.json \(ENOENT\)$/],
    [['diff', RUN, CARD], /card\.json is no Run: /],
    [['diff', RUN], /^missing required argument 'new'; see arpeggio diff --help$/],
  ])('refuses %j', async (args, line) => {
    const { exitCode, stdout, stderr } = await runCli(args)
    expect([exitCode, stdout]).toEqual([4, ''])
    expect(stderr.replace(/^arpeggio: (.*)\n$/, '$1')).toMatch(line)
  })
})

describe('--rules', () => {
  it('puts what the user says of a device into the Run', async () => {
    const rules = written('rules.json', '{"schema_version": "1.0", "rules": [{"vendor": "0x18f4", "says": "bench 3"}]}')
    const { stdout } = await runCli(['enumerate', '--adapter', 'sim:single', '--arm', '--rules', rules])
    expect(parseRun(stdout, sha256).devices[0]).toMatchObject({
      vendor_name: 'Napatech A/S',
      matches: ['bench 3', 'Napatech NT400D11, by the UDID of its manual', 'MCTP indicated by UDID, not proven'],
    })
  })

  it('refuses a file that is none, naming it', async () => {
    const rules = written('no-rules.json', '{"schema_version": "1.0", "rules": [{"vendor": 5}]}')
    const { exitCode, stderr } = await runCli(['inventory', '--adapter', 'sim:single', '--arm', '--rules', rules])
    expect(exitCode).toBe(4)
    expect(stderr).toMatch(/^arpeggio: --rules .*no-rules\.json: \$\.rules\[0\]\.vendor is 5, expected a string\n$/)
  })
})
