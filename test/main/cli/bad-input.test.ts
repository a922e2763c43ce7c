import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { recordedEngine } from '../engine/recorded-engine.ts'
import { runCli } from './run-cli.ts'

const directory = mkdtempSync(join(tmpdir(), 'arpeggio-test-'))
afterAll(() => rmSync(directory, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

const broken = file('broken.json', '{"schema_version": "1.0",\n "name": }')
const odd = file('odd.json', '{"schema_version": "1.0", "name": "x", "devices": [{"kind": "arp", "udid": "12"}]}')
const list = file('list.json', '[1]')
const hard = file('hard.json', '{"4108808610d400040000000044332210": "0x61"}')
const UDID = '4108808610d400040000000044332210'
const SIM = ['--adapter', 'sim:single']

/** Refused before anything is opened, each with the one line it gives. */
const REFUSED: readonly (readonly [args: string[], line: string | RegExp])[] = [
  [['enumrate'], "unknown command 'enumrate' (Did you mean enumerate?); see arpeggio --help"],
  [['help', 'scna'], "unknown command 'scna' (Did you mean scan?); see arpeggio --help"],
  [['--colour'], "unknown option '--colour'; see arpeggio --help"],
  [['--versoin'], "unknown option '--versoin' (Did you mean --version?); see arpeggio --help"],
  [['scan', '--adaptor', 'x'], "unknown option '--adaptor' (Did you mean --adapter?); see arpeggio scan --help"],
  [['scan', ...SIM, 'more'], /^too many arguments for 'scan'\. Expected 0 arguments but got 1/],
  [['scan'], /^--adapter is missing: name a bus, such as --adapter mcp2221 or --adapter sim:pcie-card/],
  [['scan', '--adapter'], "option '--adapter <selector>' argument missing; see arpeggio scan --help"],
  [['scan', '--adapter', 'mpc2221'], /^no adapter is called "mpc2221" \(did you mean "mcp2221"\?\): expected sim:NAME/],
  [['scan', '--adapter', 'sim:pci-card'], /^no scenario is called "pci-card" \(did you mean "pcie-card"\?\)/],
  [['scan', '--adapter', 'sim:nowhere.json'], "can't read the scenario file nowhere.json (ENOENT)"],
  [
    ['scan', '--adapter', `sim:${broken}`],
    /broken\.json is no scenario: line 2, column 10: found "}", expected a value$/,
  ],
  [
    ['scan', '--adapter', `sim:${odd}`],
    /odd\.json is no scenario: devices\[0\]\.udid: found "12", expected 32 hex digits$/,
  ],
  [
    ['scan', ...SIM, '--speed', '500000'],
    "option '--speed <hz>' argument '500000' is invalid: expected hertz from 10000 to 400000; see arpeggio scan --help",
  ],
  [
    ['scan', '--adapter', 'sim:single@mcp2221', '--speed', '10000'],
    /^sim:single@mcp2221 can't run its bus at 10000 Hz: this adapter does \d+ to 400000 Hz$/,
  ],
  [
    ['scan', ...SIM, '--timeout', '0'],
    /^option '--timeout <ms>' argument '0' is invalid: expected milliseconds from 1 to 60000;/,
  ],
  [
    ['scan', ...SIM, '--pec', 'lax'],
    /^option '--pec <mode>' argument 'lax' is invalid: Allowed choices are strict, tolerant;/,
  ],
  [
    ['scan', ...SIM, '--format', 'xml'],
    /^option '--format <format>' argument 'xml' is invalid: Allowed choices are table, json, csv;/,
  ],
  [['scan', ...SIM, '--method', 'loud'], /^option '--method <method>' argument 'loud' is invalid/],
  [
    ['scan', '--adapter', 'sim:single@mcp2221', '--method', 'quick'],
    "this adapter can't send a Quick Command; use --method auto or read",
  ],
  [
    ['scan', ...SIM, '--range', '0x10-'],
    /^option '--range <list>' argument '0x10-' is invalid: "" is no address: expected hex with 0x, or decimal;/,
  ],
  [
    ['scan', ...SIM, '--transactions'],
    '--transactions chooses a table of --format csv; JSON holds the transactions already',
  ],
  [['scan', ...SIM, '--json', '--format', 'csv'], '--json and --format csv contradict each other; give one of them'],
  [
    ['inventory', ...SIM, '--arm', '--range', '0x08'],
    /is invalid: 0x08 is out of reach of directed ARP commands: expected 0x10 to 0x77;/,
  ],
  [
    ['enumerate', ...SIM, '--arm', '--pool', '0x61'],
    /is invalid: 0x61 can't be in a pool: SMBus Device Default Address;/,
  ],
  [
    ['enumerate', ...SIM, '--arm', '--pool', 'huge'],
    /^option '--pool <list>' argument 'huge' is invalid: "huge" is no address/,
  ],
  [
    ['enumerate', ...SIM, '--arm', '--reserve', '0x90'],
    /is invalid: "0x90" is no 7-bit address \(0x00-0x7f\); as an 8-bit address it would be 0x48;/,
  ],
  [['enumerate', ...SIM, '--arm', '--prefer', 'nowhere.json'], "can't read nowhere.json, named by --prefer (ENOENT)"],
  [
    ['enumerate', ...SIM, '--arm', '--prefer', broken],
    /^--prefer \S+broken\.json: line 2, column 10: found "}", expected a value$/,
  ],
  [
    ['enumerate', ...SIM, '--arm', '--prefer', list],
    /^--prefer \S+list\.json: expected an object of UDIDs and addresses$/,
  ],
  [
    ['enumerate', ...SIM, '--arm', '--prefer', odd],
    /^--prefer \S+odd\.json: "schema_version": expected hex digits, found "s"$/,
  ],
  [
    ['enumerate', ...SIM, '--arm', '--prefer', hard],
    /^--prefer \S+: "4108808610d400040000000044332210": 0x61 can't be given: SMBus Device Default Address$/,
  ],
  [['assign', UDID, ...SIM, '--arm'], "missing required argument 'address'; see arpeggio assign --help"],
  [
    ['assign', '1234', '0x20', ...SIM, '--arm'],
    /is invalid for argument 'udid': a UDID is 32 hex digits \(16 bytes\), found 4 digits;/,
  ],
  [
    ['assign', UDID, '0x61', ...SIM, '--arm'],
    /is invalid for argument 'address': 0x61 can't be given: SMBus Device Default Address;/,
  ],
  [
    ['reset', '0x0c', ...SIM, '--arm'],
    /is invalid for argument 'address': 0x0c is out of reach of directed ARP commands/,
  ],
  [
    ['watch', ...SIM, '--arm', '--interval', '2'],
    /^option '--interval <duration>' argument '2' is invalid: expected a duration such as 500ms, 2s, 1m or 1h;/,
  ],
  [['watch', ...SIM, '--arm', '--for', '0s'], /^option '--for <duration>' argument '0s' is invalid/],
  [['decode', 'udid', 'xyz'], /is invalid for argument 'hex': expected hex digits, found "x";/],
  [['decode', 'frame', 'zz'], 'decode frame: found "zz", expected hex bytes, S, Sr or P'],
  [['sim', 'show', 'pci'], /^no scenario is called "pci" \(did you mean "pcie-card"\?\)/],
  [['sim', 'shwo', 'single'], "unknown command 'shwo' (Did you mean show?); see arpeggio sim --help"],
  [['report', 'nowhere.json', '--format', 'csv'], "can't read nowhere.json (ENOENT)"],
  [['report', odd, '--format', 'csv'], /odd\.json is no Run: \$\.\$schema is missing/],
  [
    ['enumerate', ...SIM, '--arm', '-o', join(directory, 'no', 'run.json')],
    /^can't write \S+run\.json: there is no directory \S+no; choose another path with -o$/,
  ],
  [
    ['enumerate', ...SIM, '--arm', '-o', directory],
    /^can't write \S+: it is a directory; choose another path with -o$/,
  ],
  [['lines', ...SIM, '-o', directory], /^can't write \S+: it is a directory; choose another path with -o$/],
  ...['inventory', 'enumerate', 'reset', 'watch', `assign ${UDID} 0x20`].map((command): [string[], RegExp] => [
    [...command.split(' '), ...SIM],
    /^\w+ needs consent: it sends .* to 0x61, where .* nothing was sent; add --arm to agree$/,
  ]),
]

describe('bad input', () => {
  it.each(REFUSED)('%j gives its one line and exit code 4', async (args, line) => {
    const { exitCode, stdout, stderr } = await runCli(args)
    expect([exitCode, stdout]).toEqual([4, ''])
    expect(stderr).toMatch(/^arpeggio: [^\n]+\n$/)
    const said = stderr.slice('arpeggio: '.length, -1)
    if (typeof line === 'string') expect(said).toBe(line)
    else expect(said).toMatch(line)
  })

  it('says of a bus the kernel does not have what it has, exit code 3', async () => {
    for (const command of ['lines', 'scan']) {
      const { exitCode, stdout, stderr } = await runCli([command, '--adapter', 'i2c-dev:9999'])
      expect([exitCode, stdout]).toEqual([3, ''])
      expect(stderr).toMatch(/^arpeggio: the kernel has no bus i2c-9999: [^\n]+\n$/)
    }
  })

  it('tells a stack only with --verbose', async () => {
    const { stderr } = await runCli(['scan', '--adapter', 'sim:nowhere.json', '--verbose'])
    expect(stderr).toMatch(/^arpeggio: can't read the scenario file nowhere\.json \(ENOENT\)\nRequestError: /)
  })

  it('checks where the result goes before it touches the bus', async () => {
    const { engine, record } = recordedEngine()
    await runCli(['scan', ...SIM, '-o', directory], { engine: () => engine })
    expect(record.opened).toBe(0)
  })
})
