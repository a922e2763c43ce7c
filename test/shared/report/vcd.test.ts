import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderVcd } from '#shared/report/vcd.ts'
import { wireFrame } from '#shared/report/wire-frame.ts'
import { anyRun } from '../../support/arbitrary-run.ts'
import { REPORTED_SCENARIOS, reportedRun } from '../../support/report-runs.ts'
import { decodeVcd, readVcd } from '../../support/vcd-reader.ts'
import type { Run } from '#shared/run/run.ts'

function vcdOf(run: Run): string {
  return new TextDecoder().decode(renderVcd(run))
}

/** What the drawing of a Run has to decode to. */
function expectedTokens({ transactions }: Run): string[][] {
  return transactions.flatMap((transaction) => {
    const { extent, halves } = wireFrame(transaction)
    if (extent === 'unknown' || extent === 'not-sent') return []
    const tokens = halves.map(({ bytes }, index) => [
      index === 0 ? 'S' : 'Sr',
      ...bytes.map(({ byte, acknowledge }, at) => {
        const isRefused = acknowledge === 'nack' || (extent === 'refused-somewhere' && at === bytes.length - 1)
        return byte.toString(16).padStart(2, '0') + (isRefused ? '!' : '')
      }),
    ])
    return [[...tokens.flat(), 'P']]
  })
}

describe('the VCD', () => {
  it.each(REPORTED_SCENARIOS)('of %s decodes to the bytes of its transactions', async (name) => {
    for (const adapter of ['ideal', 'mcp2221'] as const) {
      const run = await reportedRun(name, adapter)
      expect(decodeVcd(vcdOf(run))).toEqual(expectedTokens(run))
    }
  })

  it('decodes to the bytes of the transactions of any Run', () => {
    fc.assert(
      fc.property(anyRun, (any) => {
        // A line found low at the end falls some time, and a fall of SDA is a START to any decoder.
        const run = { ...any, bus: { ...any.bus, lines_after: { scl: 'high', sda: 'high' } as const } }
        expect(decodeVcd(vcdOf(run))).toEqual(expectedTokens(run))
      }),
      { numRuns: 60 },
    )
  })

  it('never goes back in time', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const times = readVcd(vcdOf(run)).map(({ ns }) => ns)
        expect(times).toEqual([...times].sort((one, other) => one - other))
        expect(new Set(times).size).toBe(times.length)
      }),
      { numRuns: 60 },
    )
  })

  it('says that it was not measured', async () => {
    expect(vcdOf(await reportedRun('pcie-card'))).toContain('$comment Reconstructed, not measured')
  })

  it('begins each transaction half a bit after its recorded time', async () => {
    const run = await reportedRun('pcie-card', 'mcp2221')
    const starts = readVcd(vcdOf(run))
      .filter(({ isStart }) => isStart)
      .map(({ ns }) => ns)
    expect(starts).toEqual(run.transactions.map(({ t_us: us }) => us * 1000 + 5000))
  })

  it('clocks at the clock of the bus', async () => {
    const run = await reportedRun('bad-pec')
    const [, one, next] = readVcd(vcdOf({ ...run, bus: { ...run.bus, clock_hz: 400_000 } }))
      .filter(({ scl }) => scl === 'rises')
      .map(({ ns }) => ns)
    expect(next! - one!).toBe(2500)
  })

  it('is drawn as if at 100 kHz, and says so, where the clock is not known', async () => {
    const run = await reportedRun('pcie-card')
    const text = vcdOf({ ...run, bus: { ...run.bus, clock_hz: 0 } })
    expect(text).toContain('drawn as if at 100 kHz')
    expect(text.split('$enddefinitions $end')[1]).toBe(vcdOf(run).split('$enddefinitions $end')[1])
  })

  it('holds SCL low before a repeated START as long as recorded', async () => {
    const run = await reportedRun('pcie-card', 'mcp2221')
    const transactions = run.transactions.slice(2, 3).map((transaction) => ({ ...transaction, sr_gap_us: 4321 }))
    const edges = readVcd(vcdOf({ ...run, transactions })).filter(({ scl }) => scl)
    const lows = edges.flatMap(({ scl, ns }, i) => (scl === 'falls' ? [(edges[i + 1]?.ns ?? ns) - ns] : []))
    expect(Math.max(...lows)).toBe(4_321_000)
  })

  it('shows the lines as they were read where nothing was sent', async () => {
    const changes = vcdOf(await reportedRun('unpowered')).split('$enddefinitions $end\n')[1]
    expect(changes).toMatch(/^#0\n0!\n0"\nsidle %\n/)
  })
})
