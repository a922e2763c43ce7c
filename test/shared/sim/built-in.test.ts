import { describe, expect, it } from 'vitest'
import { pec } from '#shared/smbus/pec.ts'
import { SimBus } from '#shared/sim/bus.ts'
import { buildCard } from '#shared/sim/card.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { BUILT_IN_NAMES, isBuiltInName, loadBuiltIn, loadBuiltInFile } from '#shared/sim/scenarios/built-in.ts'
import type { BuiltInName } from '#shared/sim/scenarios/built-in.ts'
import type { TransferReport } from '#shared/i2c/bus.ts'
import { assign, getUdid, prepare, udidOf } from './arp-frames.ts'

const open = async (name: BuiltInName) => {
  const scenario = await loadBuiltIn(name)
  const clock = new SimClock()
  const card = buildCard(scenario, clock)
  const acksEverything = card.quirks.includes('acks-everything')
  return { bus: new SimBus({ wire: card.wire, clock, acksEverything }), card, clock }
}

/** What a Get UDID came to, in a word: the UDID's head and tail, address byte, and what is wrong with it. */
function tell(report: TransferReport, code: number): string {
  const { data, outcome, nackIndex } = report
  if (!data) return nackIndex === null ? outcome : `${outcome} ${nackIndex}`
  if (data[0] !== 17) return `count ${data[0]}`
  const udid = udidOf(report)!
  const check = pec([0xc2, code, 0xc3, ...data]) === 0 ? '' : ' bad PEC'
  return `${udid.slice(0, 8)}…${udid.slice(-4)} ${data[17]!.toString(16)}${check}`
}

/**
 * The plainest controller there is: looks, prepares, then Get UDID, Assign (0x10 and up, or what the device
 * holds) and directed Get UDID until nobody answers. Repeats nothing, so that every oddity shows.
 */
async function transcript(name: BuiltInName): Promise<string[]> {
  const { bus } = await open(name)
  const lines = [`look: ${tell(await getUdid(bus), 0x03)}`, `prepare: ${(await prepare(bus)).outcome}`]
  for (let round = 0; round < 6; round++) {
    const report = await getUdid(bus)
    const told = tell(report, 0x03)
    lines.push(told)
    if (report.data?.[0] !== 17) break
    const held = report.data[17]!
    const address = held === 0xff ? 0x10 + round : held >> 1
    const assigned = await assign(bus, udidOf(report)!, address << 1)
    lines.push(`  assign 0x${address.toString(16)}: ${assigned.outcome}`)
    lines.push(`  confirm: ${tell(await getUdid(bus, address), (address << 1) | 1)}`)
  }
  return lines
}

const I217 = '41088086…2210'
const I217_1 = '41088086…2211'
const I210 = '410b8086…1234'
const NAPATECH = '810818f4…2c3d'
const ALVEO = '010810ee…2010'
const BADGE = '8100dc5a…beef'
const END = 'nack-data 1'

/** One device taken: Get UDID, Assign, directed Get UDID. */
const taken = (udid: string, address: number, before = 0xff): string[] => [
  `${udid} ${before.toString(16)}`,
  `  assign 0x${address.toString(16)}: ok`,
  `  confirm: ${udid} ${((address << 1) | 1).toString(16)}`,
]
const kept = (udid: string, address: number): string[] => taken(udid, address, (address << 1) | 1)
const prepared = (look: string): string[] => [`look: ${look}`, 'prepare: ok']

const TRANSCRIPTS: Partial<Record<BuiltInName, string[]>> = {
  empty: ['look: nack-address 0', 'prepare: nack-address', 'nack-address 0'],
  single: [...prepared(`${NAPATECH} ff`), ...taken(NAPATECH, 0x10), END],
  'pcie-card': [
    ...prepared(`${ALVEO} 77`),
    ...kept(ALVEO, 0x3b),
    ...kept(I217, 0x64),
    ...taken(I210, 0x12),
    ...taken(NAPATECH, 0x13),
    END,
  ],
  lookalikes: [
    ...prepared(`${ALVEO} 77`),
    ...kept(ALVEO, 0x3b),
    ...kept(I217, 0x65),
    ...kept(I217_1, 0x64),
    ...taken(BADGE, 0x13),
    ...taken(NAPATECH, 0x14),
    END,
  ],
  'fixed-not-discoverable': [...prepared(`${NAPATECH} ff`), ...taken(NAPATECH, 0x10), END],
  'already-resolved': [...prepared(END), ...kept(I217, 0x64), ...kept(NAPATECH, 0x20), END],
  'filler-when-resolved': [...prepared(`${BADGE} ff`), ...taken(BADGE, 0x10), ...taken(NAPATECH, 0x11), 'count 255'],
  'foreign-at-0x61': ['look: count 3', 'prepare: ok', 'count 3'],
  'bad-pec': [...prepared(`${I217} c9 bad PEC`), ...kept(I217, 0x64), ...taken(NAPATECH, 0x11), END],
  'duplicate-udid': [
    ...prepared('810818f4…0000 ff'),
    ...taken('810818f4…0000', 0x10),
    ...taken('810818f4…0000', 0x11),
    END,
  ],
  'no-arbitration': [
    ...prepared('01008002…2200 ff bad PEC'),
    '01008002…2200 ff bad PEC',
    '  assign 0x10: nack-data',
    '  confirm: nack-data 1',
    '01008002…2200 ff bad PEC',
  ],
  'ignores-assign': [
    ...prepared(`${I210} ff`),
    `${I210} ff`,
    '  assign 0x10: ok',
    '  confirm: nack-data 1',
    `${I210} ff`,
    '  assign 0x11: ok',
  ],
  unpowered: ['look: bus-busy', 'prepare: bus-busy', 'bus-busy'],
  'stuck-sda': ['look: bus-busy', 'prepare: bus-busy', 'bus-busy'],
  'stuck-scl': ['look: bus-busy', 'prepare: bus-busy', 'bus-busy'],
  'slow-target': [...prepared(`${I210} ff`), ...taken(I210, 0x10), ...taken(NAPATECH, 0x11), END],
  'acks-everything': [...prepared(`${NAPATECH} ff`), ...taken(NAPATECH, 0x10), 'count 255'],
}

describe('built-in scenarios', () => {
  it.each(BUILT_IN_NAMES)('%s is named as its file says and is described in a sentence or two', async (name) => {
    const scenario = await loadBuiltIn(name)
    expect(scenario.name).toBe(name)
    expect(scenario.description).toMatch(/^[A-Z].*\.$/)
    expect(await loadBuiltInFile(name)).toMatchObject({ schema_version: '1.0', name })
  })

  it.each(Object.entries(TRANSCRIPTS))('%s goes as expected', async (name, expected) => {
    if (!isBuiltInName(name)) throw new Error(`${name} is no built-in scenario`)
    expect((await transcript(name)).slice(0, expected.length)).toEqual(expected)
  })

  it('knows no others', () => {
    expect(['toString', 'nope', 'pcie-card'].filter(isBuiltInName)).toEqual(['pcie-card'])
  })

  it('sixty: sixty distinct UDIDs of all four types, some of them with addresses, all different', async () => {
    const { card } = await open('sixty')
    const devices = card.devices()
    expect(new Set(devices.map(({ udid }) => udid)).size).toBe(60)
    expect(new Set(devices.map(({ udid }) => Number.parseInt(udid.slice(0, 2), 16) >> 6))).toEqual(
      new Set([0, 1, 2, 3]),
    )
    const held = devices.flatMap(({ address }) => (address === null ? [] : [address]))
    expect(held.length).toBeGreaterThan(10)
    expect(new Set(held).size).toBe(held.length)
  })

  it('fixed-not-discoverable: a directed Get UDID finds the device at 0x1d', async () => {
    const { bus } = await open('fixed-not-discoverable')
    expect(tell(await getUdid(bus, 0x1d), 0x3b)).toBe('000818f4…a001 3b')
  })

  it('late-joiner: while the others are being asked a lower UDID than the last one answers', async () => {
    const { bus, card } = await open('late-joiner')
    const order: string[] = []
    for (let report = await getUdid(bus); report.data; report = await getUdid(bus)) {
      order.push(udidOf(report)!)
      await assign(bus, order.at(-1)!, (0x10 + order.length) << 1)
      // As long as a real controller takes with its probe and its confirming read.
      await bus.read(0x7d, 1)
      await getUdid(bus, 0x10 + order.length)
    }
    const joiner = card.devices().at(-1)!.udid
    expect(order).toHaveLength(15)
    expect(order.indexOf(joiner)).toBeGreaterThan(0)
  })

  it('hot-plug: who is there changes over the seconds', async () => {
    const { card, clock } = await open('hot-plug')
    const present = (): boolean[] => card.devices().map((device) => device.present)
    const seen = [present()]
    for (const seconds of [4, 3, 3, 6]) {
      clock.advance(seconds * 1e6)
      seen.push(present())
    }
    expect(seen).toEqual([
      [true, false, true, false],
      [true, true, true, false],
      [true, true, false, false],
      [true, true, false, true],
      [true, true, false, false],
    ])
  })

  it('second-controller: a Prepare in the middle takes the arbitration and makes a resolved device answer again', async () => {
    const lines = await transcript('second-controller')
    expect(lines.filter((line) => line.includes('arbitration-lost'))).toHaveLength(1)
  })

  it('stuck-sda: five clocks free it', async () => {
    const { bus } = await open('stuck-sda')
    expect(await bus.recover()).toMatchObject({ clocks: 5 })
    expect(tell(await getUdid(bus), 0x03)).toBe(`${I210} ff`)
  })

  it('slow-target: each ARP command of the device takes 4 ms longer', async () => {
    const { bus } = await open('slow-target')
    expect((await getUdid(bus)).wireTimeUs).toBe(6_010)
  })

  it('pcie-card: the EEPROM holds a sound IPMI FRU, the sensor 41.5 °C', async () => {
    const { bus } = await open('pcie-card')
    const fru = (await bus.writeRead(0x50, Uint8Array.of(0), 256)).data!
    const sum = (offset: number, length: number): number =>
      fru.subarray(offset, offset + length).reduce((total, byte) => (total + byte) & 0xff, 0)
    expect([fru[0], sum(0, 8)]).toEqual([0x01, 0])
    for (const area of [fru[3]! * 8, fru[4]! * 8]) expect(sum(area, fru[area + 1]! * 8)).toBe(0)
    expect((await bus.writeRead(0x48, Uint8Array.of(0), 2)).data).toEqual(Uint8Array.of(0x29, 0x80))
  })
})
