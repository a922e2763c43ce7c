import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { wireFrame } from '#shared/report/wire-frame.ts'
import type { Run } from '#shared/run/run.ts'
import { REPORTED_SCENARIOS, reportedRun } from '../support/report-runs.ts'
import { describeJudge, run } from './judge.ts'
import { Workbench } from './written-report.ts'

const DISSECTOR = resolve(import.meta.dirname, '../../build/wireshark/arpeggio-arp.lua')

/** The fields of each packet; `withDissector` or Wireshark as it comes. */
function dissect(result: Run, fields: readonly string[], withDissector = true): string[][] {
  using bench = new Workbench()
  const file = bench.write(result, 'pcap')
  const script = withDissector ? ['-X', `lua_script:${DISSECTOR}`] : []
  const text = run('tshark', [...script, '-r', file, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])])
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'))
}

describeJudge('tshark', 'reads the pcap', () => {
  it.each(REPORTED_SCENARIOS)('of %s as I2C, without any help', async (name) => {
    const result = await reportedRun(name, 'mcp2221')
    const packets = dissect(result, ['i2c.addr', 'i2c.flags', 'data'], false)
    const bytes = result.transactions.flatMap((transaction) =>
      wireFrame(transaction).halves.map((half) => half.bytes.map(({ byte }) => hex(byte)).join('')),
    )
    const messages = packets.filter(([address]) => address !== '')
    expect(messages.map(([, , data]) => data)).toEqual(bytes)
  })

  it('gives every packet the time of its transaction', async () => {
    const result = await reportedRun('pcie-card', 'mcp2221')
    const [first] = dissect(result, ['frame.time_epoch'])
    expect(Number(first?.[0])).toBeCloseTo(Date.parse(result.started_utc) / 1000 + 0.002, 6)
  })

  it('and shows the faults of a dead bus as events', async () => {
    using bench = new Workbench()
    const text = run('tshark', ['-r', bench.write(await reportedRun('unpowered'), 'pcap')])
    expect(text).toMatch(/unable to drive data HI[^]*unable to drive clock HI/)
  })
})

describeJudge('tshark', 'with the dissector', () => {
  it('names the commands of an enumeration', async () => {
    const names = dissect(await reportedRun('pcie-card', 'mcp2221'), ['smbus_arp.name'])
      .flat()
      .filter(Boolean)
    expect(names.slice(0, 8)).toEqual([
      'Get UDID, general',
      'Get UDID, general, reply',
      'Prepare to ARP',
      'Prepare to ARP',
      'Prepare to ARP',
      'Get UDID, general',
      'Get UDID, general, reply',
      'Assign Address',
    ])
    expect(names).toContain('Get UDID, directed to 0x64, reply')
  })

  it('shows every UDID with its fields', async () => {
    const result = await reportedRun('pcie-card')
    const udid = 'smbus_arp.udid'
    const fields = [udid, `${udid}.vendor`, `${udid}.device`, `${udid}.subsystem_device`, `${udid}.vendor_specific_id`]
    const seen = new Map(dissect(result, fields).map(([id = '', ...rest]) => [id, rest]))
    seen.delete('')
    expect(Object.fromEntries(seen)).toEqual(
      Object.fromEntries(
        result.devices.map((device) => [
          device.udid,
          [device.vendor, device.device, device.subsystem_device, device.vendor_specific_id],
        ]),
      ),
    )
  })

  it('checks the PEC: every one of a sound card, and the one that is wrong', async () => {
    const status = async (name: 'pcie-card' | 'bad-pec'): Promise<string[]> =>
      dissect(await reportedRun(name), ['smbus_arp.pec.status'])
        .flat()
        .filter(Boolean)
    expect(new Set(await status('pcie-card'))).toEqual(new Set(['good']))
    expect((await status('bad-pec')).filter((word) => word === 'wrong')).toHaveLength(1)
  })

  it('tells a refused command', async () => {
    const refused = dissect(await reportedRun('pcie-card'), ['smbus_arp.refused'])
      .flat()
      .filter(Boolean)
    expect(refused).toEqual(['the last byte', 'the last byte', 'the last byte'])
  })

  it('holds on to any run without an error of its own', async () => {
    for (const name of [
      'no-arbitration',
      'filler-when-resolved',
      'foreign-at-0x61',
      'sixty',
      'second-controller',
    ] as const) {
      const messages = dissect(await reportedRun(name), ['_ws.lua.error', '_ws.malformed'])
        .flat()
        .filter(Boolean)
      expect(messages).toEqual([])
    }
  })
})

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
