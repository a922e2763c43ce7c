import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRun } from '#shared/run/parse-run.ts'
import { reconstructScenario } from '#shared/sim/replay/reconstruct-scenario.ts'
import { parseScenario } from '#shared/sim/scenario.ts'
import { loadBuiltIn, loadBuiltInFile } from '#shared/sim/scenarios/built-in.ts'
import { bundleScenario } from '../../../src/main/bundle/bundle-scenario.ts'
import { readBundleEntry } from '../../../src/main/bundle/read-bundle.ts'
import { renderBundle } from '../../../src/main/bundle/render-bundle.ts'
import { anyRun } from '../../support/arbitrary-run.ts'
import { sha256 } from '../../support/sha256.ts'
import { enumerateOn } from '../../support/simulated-run.ts'

const system = { name: 'Arpeggio', version: '0.0.0', runtimes: [{ name: 'Node', version: '24.0.0' }] }

const cardRun = async () => (await enumerateOn(await loadBuiltIn('pcie-card'))).run

describe('a bundle', () => {
  it('gives back any run, and a scenario', () =>
    fc.assert(
      fc.asyncProperty(anyRun, async (run) => {
        const scenario = JSON.stringify(reconstructScenario(run))
        const bundle = renderBundle(run, { scenario, system })
        expect(parseRun(await readBundleEntry(bundle, 'run.json'), sha256)).toEqual(run)
        expect(parseScenario(await readBundleEntry(bundle, 'scenario.json'))).toBeDefined()
      }),
    ))

  it('is the same bytes for the same content', async () => {
    const run = await cardRun()
    const parts = { scenario: await bundleScenario(run, 'made'), system }
    const bundle = renderBundle(run, parts)
    expect(renderBundle(run, parts)).toEqual(bundle)
    // 1980-01-01 12:00 in every time zone, as MS-DOS counts.
    expect([...bundle.subarray(10, 14)]).toEqual([0x00, 0x60, 0x21, 0x00])
  })

  it('holds the dialogue and the outcome as text', async () => {
    const log = await readBundleEntry(renderBundle(await cardRun(), { scenario: '{}', system }), 'log.txt')
    expect(log.split('\n').slice(0, 5)).toEqual([
      'enumerate of 2026-11-22T09:30:00.000Z, arpeggio 0.0.0, ideal',
      '',
      '#1      +0.00ms  self-test  S 7dr N P',
      '#2      +0.11ms  self-test  S 7fr N P',
      '#3      +0.12ms  look       S 61w 03 Sr 61r 11 01 08 10 ee 00 00 00 27 10 ee 00 00 00 20 20 10 77 af P  PEC 0xaf ok',
    ])
    expect(log).toMatch(/\n4 ARP devices, all confirmed\.\n$/)
  })

  it('names no user, path, unit or consent in what it adds to the run', async () => {
    const run = await cardRun()
    const adapter = { ...run.adapter, selector: 'sim:/home/ana/card.json@ideal', serial: 'SN-4711' }
    const told = { ...run, adapter, consent: { ...run.consent, by: 'ana (--arm)' } }
    const bundle = renderBundle(told, { scenario: await bundleScenario(told, 'read'), system })
    const added = await Promise.all(
      (['log.txt', 'system.json', 'scenario.json'] as const).map((name) => readBundleEntry(bundle, name)),
    )
    expect(added.join('')).not.toMatch(/ana|home|4711/)
  })

  it('is refused where it would be too long', async () => {
    const run = await cardRun()
    expect(() => renderBundle(run, { scenario: ' '.repeat(2 ** 22 + 1), system })).toThrow(
      'the run is too long for a bundle: its scenario.json has 4194305 bytes of 4194304',
    )
  })
})

describe('the scenario of a bundle', () => {
  it('is the original of a simulated bus', async () => {
    const text = await bundleScenario(await cardRun(), 'read')
    expect(JSON.parse(text)).toEqual(await loadBuiltInFile('pcie-card'))
  })

  it.each(['sim:no-such-card@ideal', 'sim:/etc/hostname.json@ideal', 'nonsense', 'mcp2221'])(
    'is reconstructed where the run says it was made on %s',
    async (selector) => {
      const run = await cardRun()
      const text = await bundleScenario({ ...run, adapter: { ...run.adapter, selector } }, 'made')
      expect(JSON.parse(text)).toEqual(reconstructScenario(run))
    },
  )
})
