import { expect, it } from 'vitest'
import { wireFrame } from '#shared/report/wire-frame.ts'
import type { Run } from '#shared/run/run.ts'
import { REPORTED_SCENARIOS, reportedRun } from '../support/report-runs.ts'
import { describeJudge, run } from './judge.ts'
import { Workbench } from './written-report.ts'

/** Half a microsecond a sample: a nanosecond would make hundreds of millions of a pause. */
const VCD = 'vcd:downsample=500'

const I2C = ['-P', 'i2c:scl=SCL:sda=SDA', '-A', 'i2c=addr-data']

/** What the decoder has to say of a Run, in its words. */
function expectedLines({ transactions }: Run): string[] {
  return transactions.flatMap((transaction) => {
    const { extent, halves } = wireFrame(transaction)
    if (extent === 'unknown' || extent === 'not-sent') return []
    const lines = halves.flatMap(({ direction, bytes }, index) => [
      index === 0 ? 'Start' : 'Start repeat',
      direction === 'read' ? 'Read' : 'Write',
      ...bytes.flatMap(({ byte, acknowledge }, at) => [
        at === 0 ? `Address ${direction}: ${hex(byte >> 1)}` : `Data ${direction}: ${hex(byte)}`,
        acknowledge === 'nack' ? 'NACK' : 'ACK',
      ]),
    ])
    return [...lines, 'Stop']
  })
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0').toUpperCase()
}

describeJudge('sigrok-cli', 'decodes the VCD to the same bytes as the transactions', () => {
  it.each(REPORTED_SCENARIOS.filter((name) => name !== 'unpowered'))('%s', async (name) => {
    for (const adapter of ['ideal', 'mcp2221'] as const) {
      using bench = new Workbench()
      const result = await reportedRun(name, adapter)
      const file = bench.write(result, 'vcd')
      const decoded = run('sigrok-cli', ['-i', file, '-I', VCD, ...I2C])
      expect(
        decoded
          .trimEnd()
          .split('\n')
          .map((line) => line.replace(/^i2c-1: /, '')),
      ).toEqual(expectedLines(result))
    }
  })
})
