import { describe, expect, it } from 'vitest'
import { renderPcap } from '#shared/report/pcap.ts'
import type { Run } from '#shared/run/run.ts'
import { reportedRun } from '../../support/report-runs.ts'

interface Packet {
  readonly us: number
  readonly bus: number
  readonly isEvent: boolean
  readonly flags: number
  readonly bytes: string
}

function read(file: Uint8Array): { linkType: number; packets: Packet[] } {
  const view = new DataView(file.buffer)
  const packets: Packet[] = []
  let at = 24
  while (at < file.length) {
    const length = view.getUint32(at + 8)
    const bus = view.getUint8(at + 16)
    packets.push({
      us: view.getUint32(at) * 1e6 + view.getUint32(at + 4),
      bus: bus & 0x7f,
      isEvent: (bus & 0x80) !== 0,
      flags: view.getUint32(at + 17),
      bytes: Buffer.from(file.subarray(at + 21, at + 16 + length)).toString('hex'),
    })
    at += 16 + length
  }
  return { linkType: view.getUint32(20), packets }
}

async function with1(change: Partial<Run['transactions'][number]>): Promise<Packet[]> {
  const run = await reportedRun('pcie-card')
  const transactions = run.transactions.slice(2, 3).map((transaction) => ({ ...transaction, read: '', ...change }))
  return read(renderPcap({ ...run, transactions })).packets
}

describe('the pcap', () => {
  it('is a capture of link type 209', async () => {
    expect(read(renderPcap(await reportedRun('empty'))).linkType).toBe(209)
  })

  it('makes two packets of a write and a read, addresses and PEC included', async () => {
    const run = await reportedRun('pcie-card')
    const [sent, received] = read(renderPcap({ ...run, transactions: run.transactions.slice(2, 3) })).packets
    expect(sent).toMatchObject({ isEvent: false, flags: 0, bytes: 'c203' })
    expect(received).toMatchObject({ isEvent: false, flags: 1, bytes: `c3${run.transactions[2]?.read}` })
    expect(received!.us).toBeGreaterThan(sent!.us)
  })

  it('tells time from the start of the run on', async () => {
    const run = await reportedRun('pcie-card', 'mcp2221')
    const [first] = read(renderPcap(run)).packets
    expect(first?.us).toBe(Date.parse(run.started_utc) * 1000 + run.transactions[0]!.t_us)
  })

  it.each([
    ['a refused byte', { outcome: 'nack-data', nack_index: 1 }, [{ flags: 0x10000, bytes: 'c203' }]],
    ['a refused byte nobody can name', { outcome: 'nack-unknown', nack_index: 'unknown' }, [{ flags: 0x20000 }]],
    ['a timeout', { outcome: 'timeout' }, [{ flags: 0x40000 }, { isEvent: true, flags: 0x100020, bytes: '' }]],
    ['lost arbitration', { outcome: 'arbitration-lost' }, [{ flags: 0x40000 }, { isEvent: true, flags: 0x400020 }]],
    ['an adapter unplugged', { outcome: 'closed' }, [{ flags: 0x40000 }, { isEvent: true, flags: 0x200020 }]],
    ['a busy bus', { outcome: 'bus-busy' }, [{ isEvent: true, flags: 0x400020 }]],
  ] as const)('marks %s', async (_, change, expected) => {
    const packets = await with1(change)
    expect(packets).toMatchObject(expected)
    expect(packets).toHaveLength(expected.length)
  })

  it('has an event for each line that was found low', async () => {
    const { packets } = read(renderPcap(await reportedRun('unpowered')))
    expect(packets).toMatchObject([
      { isEvent: true, flags: 0x20020, bytes: '' },
      { isEvent: true, flags: 0x80020, bytes: '' },
    ])
  })

  it('carries the number of a Linux bus', async () => {
    const run = await reportedRun('pcie-card')
    const { packets } = read(renderPcap({ ...run, adapter: { ...run.adapter, selector: 'i2c-dev:7' } }))
    expect(new Set(packets.map(({ bus }) => bus))).toEqual(new Set([7]))
  })
})
