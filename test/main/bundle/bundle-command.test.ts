import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '#shared/run/run.ts'
import { run } from '../cli/run-cli.ts'
import { zipFile } from './zip-file.ts'

let folder = ''
const at = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arpeggio-bundle-'))
})
afterAll(() => rm(folder, { recursive: true }))

const devicesOf = (json: string) =>
  (JSON.parse(json) as Run).devices.map(({ udid, class: deviceClass, address_before }) => [
    udid,
    deviceClass,
    address_before,
  ])

describe('a session bundle on the command line', () => {
  beforeAll(async () => {
    await run(`enumerate --adapter sim:pcie-card --arm -o ${at('card.json')}`)
    await run(`enumerate --adapter sim:pcie-card --arm -o ${at('card.arpeggio')}`)
  })

  it.each(['', '@mcp2221', '@ch341', '@ideal'])('opens as a simulated bus behind "%s"', async (chip) => {
    const { exitCode, stdout } = await run(`enumerate --adapter sim:${at('card.arpeggio')}${chip} --arm --json`)
    expect(exitCode).toBe(0)
    expect(devicesOf(stdout)).toEqual(devicesOf(await readFile(at('card.json'), 'utf8')))
  })

  it('is read wherever a saved run is, whatever its name', async () => {
    await writeFile(at('from-mail.zip'), await readFile(at('card.arpeggio')))
    for (const name of ['card.arpeggio', 'from-mail.zip']) {
      expect((await run(`report ${at(name)} --format json`)).exitCode).toBe(0)
      expect(await run(`diff ${at('card.json')} ${at(name)}`)).toMatchObject({ exitCode: 0, stderr: '' })
      expect((await run(`expect init ${at(name)}`)).exitCode).toBe(0)
    }
  })

  it('is made of a saved run, of another adapter too, and shows the bus it holds', async () => {
    const saved = JSON.parse(await readFile(at('card.json'), 'utf8')) as Record<string, unknown>
    expect(await run(`bundle ${at('card.json')} -o ${at('made.arpeggio')}`)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    })
    expect(JSON.parse((await run(`report ${at('made.arpeggio')} --format json`)).stdout)).toEqual(saved)
    expect((await run(`sim show ${at('made.arpeggio')}`)).stdout).toContain('"name": "pcie-card"')
  })

  it('holds the file of a simulated bus that was run from one', async () => {
    const scenario = '{"schema_version": "1.0", "name": "mine", "devices": []}'
    await writeFile(at('mine.json'), scenario)
    await run(`scan --adapter sim:${at('mine.json')} -o ${at('mine.arpeggio')}`)
    expect((await run(`sim show ${at('mine.arpeggio')}`)).stdout).toBe(scenario)
  })

  it('is written by a watch', async () => {
    await run(`watch --adapter sim:single@ideal --arm --for 1ms -o ${at('watch.arpeggio')}`)
    expect((await run(`report ${at('watch.arpeggio')} --format json`)).stdout).toContain('"operation": "watch"')
  })

  it.each([
    ['bundle card.arpeggio -o again.arpeggio', /is a bundle already/],
    ['bundle card.json -o card.zip', /known by its extension/],
    ['bundle card.json', /--output/],
    ['bundle no.json -o no.arpeggio', /can't read .*no\.json \(ENOENT\)/],
    ['bundle card.json -o nowhere/card.arpeggio', /can't write/],
    ['enumerate --adapter sim:single --arm --format csv -o csv.arpeggio', /leave --format out/],
    [
      'report broken.arpeggio --format json',
      /broken\.arpeggio is no Run: the bundle holds "\/etc\/passwd", an absolute/,
    ],
    ['scan --adapter sim:broken.arpeggio', /broken\.arpeggio gives no scenario: the bundle holds "\/etc\/passwd"/],
    ['report changed.arpeggio --format json', /is no Run: the document was changed after it was written/],
    ['report newer.arpeggio --format json', /is no Run: the document has schema_version "2\.0"/],
    ['scan --adapter sim:changed.arpeggio', /changed\.arpeggio is no scenario: line 1/],
  ])('refuses %s in one line', async (commandLine, why) => {
    const document = JSON.parse(await readFile(at('card.json'), 'utf8')) as Record<string, unknown>
    const bundle = (content: object) =>
      zipFile([
        { name: 'run.json', content: JSON.stringify(content) },
        { name: 'scenario.json', content: 'none' },
      ])
    await mkdir(at('empty'), { recursive: true })
    await writeFile(at('broken.arpeggio'), zipFile([{ name: '/etc/passwd', content: '' }]))
    await writeFile(at('changed.arpeggio'), bundle({ ...document, operation: 'watch' }))
    await writeFile(at('newer.arpeggio'), bundle({ ...document, body_sha256: undefined, schema_version: '2.0' }))
    const inFolder = commandLine.replaceAll(/(?<=[ :])[\w/]+\.(?:arpeggio|json|zip)/g, at)
    const { exitCode, stdout, stderr } = await run(inFolder)
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' })
    expect(stderr).toMatch(why)
    expect(stderr.trimEnd()).not.toContain('\n')
  })
})
