import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseRun } from '#shared/run/parse-run.ts'
import type { Run } from '#shared/run/run.ts'
import { sha256 } from '../../../src/main/engine/sha256.ts'
import { run, runCli, type CliResult } from './run-cli.ts'

const launcher = resolve(import.meta.dirname, '../../../src/main/cli/launcher.js')

// Each command starts a thread of its own, as it would in a process of its own.
vi.setConfig({ testTimeout: 60_000 })

let dataFolder: string
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'arpeggio-history-'))
})
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }))

/** A command line on a computer with a history. */
function here(commandLine: string): Promise<CliResult> {
  return run(commandLine, { dataFolder })
}

async function listed(options = ''): Promise<{ run_id: string; operation: string }[]> {
  const { stdout } = await here(`history list --json${options}`)
  return (JSON.parse(stdout) as { runs: { run_id: string; operation: string }[] }).runs
}

function parse(text: string): Run {
  return parseRun(text, sha256)
}

describe('the history', () => {
  it('has every run, whatever became of it, the newest first', async () => {
    for (const command of [
      'scan --adapter sim:pcie-card',
      'inventory --adapter sim:pcie-card --arm',
      'enumerate --adapter sim:pcie-card --arm',
      'assign 4108808610d400040000000044332211 0x20 --adapter sim:pcie-card --arm',
      'reset --adapter sim:pcie-card --arm',
      'watch --adapter sim:hot-plug --arm --for 4s',
      'enumerate --adapter sim:stuck-sda --arm',
    ]) {
      await here(`${command} --quiet`)
    }
    expect((await listed()).map(({ operation }) => operation)).toEqual([
      'enumerate',
      'watch',
      'reset',
      'assign',
      'enumerate',
      'inventory',
      'scan',
    ])
    expect(await listed(' --verdict fail --operation enumerate')).toMatchObject([
      { adapter: { selector: 'sim:stuck-sda@mcp2221' } },
    ])
    expect(await listed(' --udid 0x8086 --limit 1')).toMatchObject([{ operation: 'watch' }])
  })

  it('leaves out what the user wants left out, and what was never sent', async () => {
    await here('enumerate --adapter sim:pcie-card --arm --no-history')
    await here('enumerate --adapter sim:pcie-card')
    await here('enumerate --adapter sim:no-such --arm')
    expect(readdirSync(dataFolder)).toEqual([])
    expect(await here('history')).toEqual({ exitCode: 0, stdout: 'No runs.\n', stderr: '' })
  })

  it('shows and exports a run by the beginning of its id', async () => {
    const { stdout } = await here('enumerate --adapter sim:pcie-card --arm --json')
    const { run_id: runId } = parse(stdout)
    const id = runId.slice(0, 8).toUpperCase()
    expect((await here('history')).stdout).toMatch(new RegExp(`^ID .*\\n${runId.slice(0, 8)} .* enumerate +sim:pcie`))
    expect((await here(`history show ${id} --json`)).stdout).toBe(stdout)
    expect((await here(`history show ${id}`)).stdout).toContain('4108 8086')
    expect((await here(`history export ${runId}`)).stdout).toBe(stdout)
    expect((await here(`history export ${id} --format csv`)).stdout).toContain(runId)
    const file = join(dataFolder, 'run.html')
    expect(await here(`history export ${id} --format html -o ${file}`)).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    expect(readFileSync(file, 'utf8')).toContain('<!doctype html>')
  })

  it('shows a scan as the grid it was', async () => {
    const scan = await here('scan --adapter sim:pcie-card --format table')
    const [listing] = await listed()
    const grid = (text: string): string | undefined => /^40: .*$/m.exec(text)?.[0]
    expect(grid((await here(`history show ${listing?.run_id}`)).stdout)).toBe(grid(scan.stdout))
  })

  it('refuses an id that means no run, or several', async () => {
    expect(await here('history show 0f3a1c52')).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: 'arpeggio: no run in the history begins with "0f3a1c52"; "arpeggio history" lists them\n',
    })
    for (let i = 0; i < 2; i++) await here('scan --adapter sim:empty --quiet')
    const ids = (await listed()).map((one) => one.run_id)
    const { exitCode, stderr } = await runCli(['history', 'export', ''], { dataFolder })
    expect([exitCode, stderr]).toEqual([
      4,
      `arpeggio: several runs begin with "": ${ids.join(', ')}; give more of the id\n`,
    ])
  })

  it('lets go of runs', async () => {
    for (let i = 0; i < 3; i++) await here('scan --adapter sim:empty --quiet')
    const [newest, , oldest] = await listed()
    expect((await here(`history remove ${oldest?.run_id}`)).stderr).toBe(`Removed ${oldest?.run_id}.\n`)
    expect((await here('history prune --keep 1 --older-than 1d')).stderr).toBe('Removed 1 run.\n')
    expect(await listed()).toEqual([newest])
    expect((await here('history prune')).exitCode).toBe(4)
  })

  it('finds runs of a day, its end included', async () => {
    await here('scan --adapter sim:empty --quiet')
    const today = parse((await here(`history export ${(await listed())[0]?.run_id}`)).stdout).started_utc.slice(0, 10)
    expect(await listed(` --since ${today} --until ${today}`)).toHaveLength(1)
    expect(await listed(` --until ${today}T00:00Z`)).toEqual([])
  })

  it.each([
    ['--since yesterday', /option '--since <time>' argument 'yesterday' is invalid: expected a day such as/],
    ['--udid wxyz', /expected up to 32 hex digits/],
    ['--limit 0', /expected a number from 1/],
    [
      '--store /nowhere/history.db',
      /^arpeggio: there is no history at \/nowhere\/history.db; a run with --store makes/,
    ],
    ['--store mysql://host/db', /--store: a store is the path of a file, or a URL that begins with postgres/],
  ])('refuses %s', async (options, message) => {
    const { exitCode, stdout, stderr } = await here(`history list ${options}`)
    expect([exitCode, stdout]).toEqual([4, ''])
    expect(stderr).toMatch(message)
  })

  it('is the one that --store names', async () => {
    const store = join(dataFolder, 'bench.db')
    await here(`scan --adapter sim:empty --quiet --store ${store}`)
    expect(await listed()).toEqual([])
    expect(await listed(` --store ${store}`)).toHaveLength(1)
  })
})

describe('a password in the URL of a store', () => {
  it.each(['postgres://ana:hunter2@db/history', 'postgresql://db/history?user=ana&password=hunter2'])(
    'is refused before anything is sent, and not repeated: %s',
    async (url) => {
      for (const command of ['enumerate --adapter sim:pcie-card --arm', 'history']) {
        const result = await here(`${command} --store ${url}`)
        expect(result).toEqual({
          exitCode: 4,
          stdout: '',
          stderr:
            'arpeggio: --store: the URL of the store has a password in it, which others can see: leave it out, ' +
            'and set PGPASSWORD instead\n',
        })
      }
    },
  )
})

describe('a store that fails', () => {
  it('costs a line, and not the run', async () => {
    const file = join(dataFolder, 'no-folder')
    writeFileSync(file, '')
    const { exitCode, stdout, stderr } = await run('enumerate --adapter sim:pcie-card --arm', {
      dataFolder: join(file, 'below'),
    })
    expect([exitCode, parse(stdout).complete]).toEqual([0, true])
    expect(stderr.match(/^arpeggio: .*$/gm)).toEqual([
      expect.stringMatching(/^arpeggio: this run is not kept in the history: E/),
    ])
  })

  it('because nobody answers costs one line for both looks at it', async () => {
    vi.stubEnv('PGPASSWORD', undefined)
    // Port 9 of loopback: discard, which nobody runs.
    const { exitCode, stdout, stderr } = await here(
      'enumerate --adapter sim:pcie-card --arm --store postgres://ana@127.0.0.1:9/history',
    )
    vi.unstubAllEnvs()
    expect([exitCode, parse(stdout).complete]).toEqual([0, true])
    expect(stderr.match(/^arpeggio: .*$/gm)).toEqual([
      'arpeggio: this run is not kept in the history: postgres://ana@127.0.0.1:9/history: no server listens there',
    ])
  })

  it('because it is damaged says where it went, and keeps the run', async () => {
    writeFileSync(join(dataFolder, 'history.db'), 'no history '.repeat(1000))
    const { exitCode, stderr } = await here('scan --adapter sim:empty --quiet')
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^arpeggio: \S+history\.db is damaged \(.*\): set aside as \S+\.damaged-[0-9a-f]{8}\n$/)
    expect(await listed()).toHaveLength(1)
  })
})

describe('addresses', () => {
  const LOW = '810818f40001002518f4021500000001'
  const HIGH = '810818f40001002518f4021500000002'
  const RANDOM = 'c10818f40001002518f4021500000003'

  /** Enumerates a card of these devices, as one and the same adapter; answers who has which address. */
  async function enumerate(udids: readonly string[], options = ''): Promise<Record<string, string | null>> {
    const card = join(dataFolder, 'card.json')
    const devices = udids.map((udid) => ({ kind: 'arp', udid }))
    writeFileSync(card, JSON.stringify({ schema_version: '1.0', name: 'card', description: '', devices }))
    const { stdout } = await here(`enumerate --adapter sim:${card} --arm --quiet --json${options}`)
    return Object.fromEntries(parse(stdout).devices.map(({ udid, address }) => [udid, address]))
  }

  it('stay with their devices when others come and go', async () => {
    expect(await enumerate([HIGH])).toEqual({ [HIGH]: '0x11' })
    expect(await enumerate([LOW, HIGH])).toEqual({ [LOW]: '0x12', [HIGH]: '0x11' })
    expect(await enumerate([LOW])).toEqual({ [LOW]: '0x12' })
    expect(await enumerate([LOW, HIGH], ' --no-history')).toEqual({ [LOW]: '0x11', [HIGH]: '0x12' })
  })

  it('are remembered of no device whose UDID is random', async () => {
    expect(await enumerate([RANDOM])).toEqual({ [RANDOM]: '0x11' })
    expect(await enumerate([LOW, RANDOM])).toEqual({ [LOW]: '0x11', [RANDOM]: '0x12' })
  })

  it('are those of --prefer before those of the history', async () => {
    await enumerate([LOW, HIGH])
    const file = join(dataFolder, 'prefer.json')
    writeFileSync(file, JSON.stringify({ [HIGH]: '0x11' }))
    expect(await enumerate([LOW, HIGH], ` --prefer ${file}`)).toEqual({ [LOW]: '0x12', [HIGH]: '0x11' })
  })

  it('of a simulated card are nothing to another one', async () => {
    await enumerate([HIGH])
    rmSync(join(dataFolder, 'card.json'))
    const other = join(dataFolder, 'other.json')
    const devices = [LOW, HIGH].map((udid) => ({ kind: 'arp', udid }))
    writeFileSync(other, JSON.stringify({ schema_version: '1.0', name: 'other', description: '', devices }))
    const { stdout } = await here(`enumerate --adapter sim:${other} --arm --quiet --json`)
    expect(parse(stdout).devices).toMatchObject([{ udid: LOW, address: '0x11' }, { udid: HIGH }])
  })
})

describe('a process of its own', () => {
  it('keeps its run where the environment says, in silence, and ends', async () => {
    const { status, stderr } = spawnSync(process.execPath, [launcher, 'scan', '--adapter', 'sim:empty', '--quiet'], {
      encoding: 'utf8',
      env: { ...process.env, ARPEGGIO_DATA_FOLDER: join(dataFolder, 'of/mine') },
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(existsSync(join(dataFolder, 'of/mine/history.db'))).toBe(true)
    dataFolder = join(dataFolder, 'of/mine')
    expect(await listed()).toMatchObject([{ operation: 'scan' }])
  })
})
