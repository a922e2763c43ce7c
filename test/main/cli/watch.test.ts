import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseRun } from '#shared/run/parse-run.ts'
import type { PresenceLine } from '../../../src/main/cli/run-watch.ts'
import { sha256 } from '../../../src/main/engine/sha256.ts'
import { recordedEngine } from '../engine/recorded-engine.ts'
import { runCli } from './run-cli.ts'

const directory = mkdtempSync(join(tmpdir(), 'arpeggio-test-'))
afterAll(() => rmSync(directory, { recursive: true }))

const engine = () => recordedEngine().engine
const watch = ['watch', '--adapter', 'sim:hot-plug', '--arm', '--for', '20s']

function linesOf(stdout: string): PresenceLine[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as PresenceLine)
}

describe('watch', () => {
  it('tells each change in a line of JSON, the device as a Run has it', async () => {
    const path = join(directory, 'run.json')
    const { exitCode, stdout, stderr } = await runCli([...watch, '-o', path], { engine })
    expect([exitCode, stderr]).toEqual([0, ''])
    const lines = linesOf(stdout)
    expect(lines.map(({ event, device }) => [event, device.udid.slice(0, 4), device.address])).toEqual([
      ['joined', '4108', '0x64'],
      ['joined', '8108', '0x11'],
      ['joined', '410b', '0x12'],
      ['left', '8108', null],
      ['joined', '8100', '0x11'],
      ['left', '8100', null],
    ])
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(['schema_version', 't_utc', 'event', 'device', 'evidence'])
      expect(line.evidence.length).toBeGreaterThan(0)
    }
    const run = parseRun(readFileSync(path, 'utf8'), sha256)
    expect(run).toMatchObject({ operation: 'watch', complete: true })
    expect(lines.find(({ device }) => device.udid === run.devices[0]?.udid)?.device).toEqual(run.devices[0])
    const listed = new Set(run.transactions.map(({ seq }) => seq))
    expect(lines.flatMap(({ evidence }) => evidence).every((seq) => listed.has(seq))).toBe(true)
  })

  it('only tells of newcomers with --no-assign', async () => {
    const { stdout } = await runCli([...watch, '--no-assign'], { engine })
    const newcomer = linesOf(stdout).find(({ device }) => device.udid.startsWith('410b'))
    expect(newcomer).toMatchObject({ event: 'joined', device: { address: null, status: 'not_assigned' } })
  })

  it('looks as often as it is told', async () => {
    const count = async (interval: string): Promise<number> => {
      const path = join(directory, `${interval}.json`)
      await runCli([...watch, '--interval', interval, '-o', path], { engine })
      return parseRun(readFileSync(path, 'utf8'), sha256).statistics.transactions
    }
    expect(await count('500ms')).toBeGreaterThan(2 * (await count('2s')))
  })
})
