import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSelector } from '#shared/adapters/selector.ts'
import { findBus } from '../../../src/main/engine/find-bus.ts'

describe('a simulated bus', () => {
  let directory = ''
  beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'arpeggio-test-'))))
  afterAll(() => rm(directory, { recursive: true }))

  async function file(name: string, text: string): Promise<string> {
    const path = join(directory, name)
    await writeFile(path, text)
    return path
  }

  it.each([
    ['sim:single', { selector: 'sim:single@mcp2221', kind: 'mcp2221', firmware: '1.2', serial: '0002137841' }],
    ['sim:single@ideal', { selector: 'sim:single@ideal', kind: 'ideal', firmware: null, serial: null }],
  ])('%s is behind the adapter it names', async (selector, info) => {
    const source = await findBus(parseSelector(selector))
    await using bus = await source.open(100_000)
    expect(bus.info).toMatchObject({ ...info, simulated: true })
    expect(bus.info.capabilities).toEqual(source.capabilities)
  })

  it('begins its time with the real one', async () => {
    const source = await findBus(parseSelector('sim:single@ideal'))
    const before = Date.now()
    await using bus = await source.open(100_000)
    expect(bus.clock.utcMs()).toBeGreaterThanOrEqual(before)
    expect(bus.clock.utcMs()).toBeLessThanOrEqual(Date.now())
  })

  it('comes from a file, at the speed the file names', async () => {
    const path = await file('slow@desk.json', '{"schema_version": "1.0", "name": "slow", "clock_hz": 50000}')
    const source = await findBus(parseSelector(`sim:${path}`))
    expect(source.usualClockHz).toBe(50_000)
  })

  it.each([
    ['no JSON', '{"schema_version": "1.0",', /is no scenario: line 1, column 26/],
    [
      'no scenario',
      '{"schema_version": "1.0", "name": "x", "devices": [{"kind": "arp", "udid": "12"}]}',
      /devices\[0\]\.udid: found "12"/,
    ],
  ])('says what is wrong with a file that is %s', async (_, text, message) => {
    const path = await file('broken.json', text)
    await expect(findBus(parseSelector(`sim:${path}`))).rejects.toThrow(message)
  })

  it('says which file it can not read', async () => {
    await expect(findBus(parseSelector('sim:nowhere.json'))).rejects.toThrow(
      "can't read the scenario file nowhere.json (ENOENT)",
    )
  })

  it('suggests a scenario of a name that is near', async () => {
    await expect(findBus(parseSelector('sim:pci-card'))).rejects.toThrow(
      'no scenario is called "pci-card" (did you mean "pcie-card"?)',
    )
  })
})
