import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { MCP2221_CAPABILITIES, openMcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { parseRun } from '#shared/run/parse-run.ts'
import { buildCard } from '#shared/sim/card.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { mcp2221Source, type Mcp2221System } from '../../../src/main/engine/mcp2221-source.ts'
import { sha256 } from '../../../src/main/engine/sha256.ts'
import type { AttachedMcp2221 } from '../../../src/main/ports/discover-mcp2221.ts'
import { recordedEngine } from '../engine/recorded-engine.ts'
import { READER_GONE } from '../../../src/main/cli/host.ts'
import { run, runCli } from './run-cli.ts'

const launcher = resolve(import.meta.dirname, '../../../src/main/cli/launcher.js')
const directory = mkdtempSync(join(tmpdir(), 'arpeggio-test-'))
afterAll(() => rmSync(directory, { recursive: true }))

const environment = { ...process.env, NO_COLOR: undefined, TERM: 'xterm-256color' }

function start(...args: string[]) {
  const child = spawn(process.execPath, [launcher, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  // A watch that a failed test leaves behind would go on for ever.
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** A computer with MCP2221s on simulated cards. */
async function engineWith(
  adapters: readonly Pick<AttachedMcp2221, 'path' | 'serial'>[],
  prepare: (chip: Mcp2221Chip) => void = () => undefined,
): Promise<() => Engine> {
  const scenario = await loadBuiltIn('pcie-card')
  const clock = new SimClock()
  const attached = adapters.map((one): AttachedMcp2221 => {
    return { product: 'MCP2221', state: 'ready', ownerPid: null, problem: null, ...one }
  })
  const system: Mcp2221System = {
    clock,
    attached: () => Promise.resolve(attached),
    claim: () => Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() }),
    openPort: () => {
      const chip = new Mcp2221Chip({ wire: buildCard(scenario, clock).wire, clock })
      prepare(chip)
      return Promise.resolve(chip)
    },
  }
  return () => recordedEngine({ findBus: () => Promise.resolve(mcp2221Source(null, system)) }).engine
}

/** How many reports pass, either way, before an adapter is open. */
async function reportsOfOpening(): Promise<number> {
  const clock = new SimClock()
  const chip = new Mcp2221Chip({ wire: buildCard(await loadBuiltIn('pcie-card'), clock).wire, clock })
  await openMcp2221(chip, clock, { clockHz: 100_000 })
  return chip.reports
}

/** A signal, and an observer of standard error that aborts it when transaction `seq` has been told. */
function stopAfter(seq: number, reason?: unknown) {
  const stop = new AbortController()
  const onStderr = (text: string): void => {
    if (text.startsWith(`#${seq} `)) stop.abort(reason)
  }
  return { signal: stop.signal, onStderr }
}

describe('an interruption', () => {
  it('stops after the transaction under way, gives the Run and ends in 130', async () => {
    const { exitCode, stdout, stderr } = await run('enumerate --adapter sim:pcie-card --arm --verbose', stopAfter(9))
    expect(exitCode).toBe(130)
    expect(parseRun(stdout, sha256)).toMatchObject({
      complete: false,
      bus: { lines_after: { scl: 'high', sda: 'high' } },
      devices: [{ confirmed: true }],
      findings: [{ code: 'interrupted' }],
      statistics: { transactions: 9 },
    })
    expect(stderr.split('\n').at(-2)).toBe(
      'arpeggio: Stopped between two transactions, as asked; what was found until then stands',
    )
  })

  it('leads the table', async () => {
    const { stdout } = await run('enumerate --adapter sim:pcie-card --arm --verbose --format table', stopAfter(9))
    expect(stdout).toMatch(/^Interrupted; 1 ARP device until then, 1 confirmed\.\n/)
  })

  it('of a watch writes the Run where -o says', async () => {
    const path = join(directory, 'watch.json')
    const args = ['watch', '--adapter', 'sim:hot-plug', '--arm', '--for', '3600s', '--verbose', '-o', path]
    const { exitCode, stdout } = await runCli(args, stopAfter(60))
    expect(exitCode).toBe(130)
    expect(stdout.split('\n')[0]).toMatch(/^\{"schema_version":"1\.1",.*"event":"joined"/)
    expect(parseRun(readFileSync(path, 'utf8'), sha256)).toMatchObject({ operation: 'watch', complete: false })
  })

  it('before anything was sent leaves nothing but its line', async () => {
    const signal = AbortSignal.abort(new DOMException('interrupted', 'AbortError'))
    expect(await run('scan --adapter sim:single', { signal })).toEqual({
      exitCode: 130,
      stdout: '',
      stderr: 'arpeggio: interrupted before anything was sent\n',
    })
  })

  it('by a reader that went away is quiet', async () => {
    const { exitCode, stderr } = await run(
      'watch --adapter sim:hot-plug --arm --for 3600s --verbose',
      stopAfter(60, READER_GONE),
    )
    expect(exitCode).toBe(0)
    expect(stderr).not.toContain('arpeggio:')
  })

  // On Windows a signal ends a process without asking it.
  it.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'by %s ends a process in 130',
    async (name) => {
      const path = join(directory, `${name}.json`)
      const child = start('watch', '--adapter', 'sim:hot-plug', '--arm', '-o', path)
      let stderr = ''
      child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
      const lines = createInterface(child.stdout)
      const [line] = (await once(lines, 'line')) as [string]
      lines.on('line', () => undefined)
      child.kill(name)
      expect(await once(child, 'close')).toEqual([130, null])
      expect(JSON.parse(line)).toMatchObject({ event: 'joined', device: { address: '0x64' } })
      expect(stderr).toBe('arpeggio: Stopped between two transactions, as asked; what was found until then stands\n')
      expect(parseRun(readFileSync(path, 'utf8'), sha256).complete).toBe(false)
    },
  )
})

describe('a process', () => {
  it('is quiet about a closed pipe', async () => {
    const child = start('watch', '--adapter', 'sim:hot-plug', '--arm', '--for', '3600s')
    let stderr = ''
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
    await once(createInterface(child.stdout), 'line')
    child.stdout.destroy()
    expect(await once(child, 'close')).toEqual([0, null])
    expect(stderr).toBe('')
  })

  it.each([
    [0, ['enumerate', '--adapter', 'sim:pcie-card', '--arm']],
    [0, ['adapters']],
    [1, ['enumerate', '--adapter', 'sim:foreign-at-0x61', '--arm']],
    [2, ['enumerate', '--adapter', 'sim:stuck-scl', '--arm']],
    [3, ['lines', '--adapter', 'i2c-dev:9999']],
    [4, ['enumerate', '--adapter', 'sim:pcie-card']],
  ])('ends in %i, without colour where it is piped: %j', (exitCode, args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...args], {
      encoding: 'utf8',
      env: environment,
    })
    expect(status).toBe(exitCode)
    expect(stdout + stderr).not.toContain('\u001b')
  })
})

describe('an adapter', () => {
  it('unplugged in the middle ends in 3, with the Run as far as it came', async () => {
    const engine = await engineWith([{ path: '/dev/hidraw3', serial: 'A1' }], (chip) => chip.unplugAt(60))
    const { exitCode, stdout, stderr } = await run('enumerate --adapter mcp2221 --arm', { engine })
    expect(exitCode).toBe(3)
    const { complete, findings, transactions } = parseRun(stdout, sha256)
    expect([complete, findings.at(-1)?.code]).toEqual([false, 'adapter-lost'])
    expect(transactions.length).toBeGreaterThan(2)
    expect(stderr).toMatch(/^arpeggio: [^\n]*gone[^\n]*\n$/)
  })

  it('unplugged while its lines are read ends in 3', async () => {
    const opening = await reportsOfOpening()
    const engine = await engineWith([{ path: '/dev/hidraw3', serial: 'A1' }], (chip) => chip.unplugAt(opening + 1))
    const { exitCode, stdout, stderr } = await run('lines --adapter mcp2221', { engine })
    expect([exitCode, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/^arpeggio: [^\n]*gone[^\n]*\n$/)
  })

  it('is not guessed where there are two', async () => {
    const engine = await engineWith([
      { path: '/dev/hidraw3', serial: 'A1' },
      { path: '/dev/hidraw4', serial: null },
    ])
    const { exitCode, stdout, stderr } = await run('scan --adapter mcp2221', { engine })
    expect([exitCode, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/^arpeggio: 2 MCP2221 attached[^\n]*A1 \(\/dev\/hidraw3\)[^\n]*\/dev\/hidraw4[^\n]*\n$/)
  })

  it('is listed with what it can do, and what is wrong', async () => {
    const engine = () =>
      recordedEngine({
        listAdapters: () =>
          Promise.resolve({
            adapters: [
              {
                selector: 'mcp2221:A1',
                kind: 'mcp2221',
                product: 'MCP2221 USB-I2C/UART Combo',
                serial: 'A1',
                path: '/dev/hidraw3',
                state: 'busy',
                ownerPid: 812,
                problem: 'process 812 is using it: close that first',
                capabilities: MCP2221_CAPABILITIES,
                limits: [],
              },
            ],
            problems: [],
          }),
      }).engine
    const table = await run('adapters', { engine })
    expect(table.stdout).toMatch(
      /^1 adapter attached\.\n\nmcp2221:A1 {2}busy {2}MCP2221 USB-I2C\/UART Combo, \/dev\/hidraw3\n {2}process 812 is using it: close that first\n {2}can: .*\n {2}cannot: .*\n\nAlways there: simulated buses/,
    )
    expect(JSON.parse((await run('adapters --json', { engine })).stdout)).toMatchObject({
      schema_version: '1.0',
      adapters: [{ selector: 'mcp2221:A1', state: 'busy', owner_pid: 812, capabilities: { quick_write: false } }],
      problems: [],
    })
  })

  it('that is not there is no failure, and what to check is said', async () => {
    const problems = [new BusError('unsupported', 'USB HID devices can not be reached').message]
    const engine = () => recordedEngine({ listAdapters: () => Promise.resolve({ adapters: [], problems }) }).engine
    const { exitCode, stdout } = await run('adapters', { engine })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^No adapter found\.\n\nUSB HID devices can not be reached\.\n\n {2}- Is it plugged in/)
  })
})
