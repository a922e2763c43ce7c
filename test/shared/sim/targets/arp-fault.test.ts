import { describe, expect, it } from 'vitest'
import { pec } from '#shared/smbus/pec.ts'
import type { ArpFault } from '#shared/sim/targets/arp-fault.ts'
import { ARP, UDIDS, assign, frame, getUdid, prepare, reset, udidOf } from '../arp-frames.ts'
import { openBus } from '../open-bus.ts'

const UDID = UDIDS[3]

const faulty = (...faults: ArpFault[]) => openBus({ devices: [{ kind: 'arp', udid: UDID, faults }] })

describe('in a reply', () => {
  it('bad-pec: everything is right but the PEC', async () => {
    const { bus } = faulty({ on: 'get-udid', do: 'bad-pec', times: 1 })
    const [wrong, right] = [await getUdid(bus), await getUdid(bus)]
    expect(pec([0xc2, 0x03, 0xc3, ...wrong.data!])).not.toBe(0)
    expect(wrong.data!.subarray(0, 18)).toEqual(right.data!.subarray(0, 18))
    expect(pec([0xc2, 0x03, 0xc3, ...right.data!])).toBe(0)
  })

  it.each([
    ['short-count', 0x05, 7],
    ['long-count', 0x20, 34],
  ] as const)('%s: announces %i bytes, and is consistent about it', async (fault, count, length) => {
    const { bus } = faulty({ on: 'get-udid', do: fault })
    const { data } = await bus.writeRead(ARP, Uint8Array.of(0x03), 40)
    expect(data?.[0]).toBe(count)
    expect(pec([0xc2, 0x03, 0xc3, ...data!.subarray(0, length)])).toBe(0)
    expect(data!.subarray(length).every((byte) => byte === 0xff)).toBe(true)
  })

  it('filler: acknowledges and sends 0xff', async () => {
    const { bus } = faulty({ on: 'get-udid', do: 'filler', times: 1 })
    expect((await getUdid(bus)).data).toEqual(new Uint8Array(19).fill(0xff))
    expect(udidOf(await getUdid(bus))).toBe(UDID)
  })

  it('a fault in a reply that lost the arbitration has not struck', async () => {
    const { bus } = openBus({
      devices: [
        { kind: 'arp', udid: UDIDS[9], faults: [{ on: 'get-udid', do: 'bad-pec', times: 1 }] },
        { kind: 'arp', udid: UDIDS[2] },
      ],
    })
    expect(udidOf(await getUdid(bus))).toBe(UDIDS[2])
    await assign(bus, UDIDS[2], 0x22)
    expect(pec([0xc2, 0x03, 0xc3, ...(await getUdid(bus)).data!])).not.toBe(0)
    expect(pec([0xc2, 0x03, 0xc3, ...(await getUdid(bus)).data!])).toBe(0)
  })
})

describe('nack-at', () => {
  it.each([
    ['get-udid', 0, 'nack-address'],
    ['get-udid', 1, 'nack-data'],
    ['get-udid', 2, 'nack-address'],
  ] as const)('%s refuses byte %i once', async (on, index, outcome) => {
    const { bus } = faulty({ on, do: 'nack-at', index, times: 1 })
    expect(await getUdid(bus)).toMatchObject({ outcome, nackIndex: index })
    expect(udidOf(await getUdid(bus))).toBe(UDID)
  })

  it.each([0, 1, 2, 3, 18, 19, 20])('refuses byte %i of an Assign, which then changes nothing', async (index) => {
    const { bus, card } = faulty({ on: 'assign', do: 'nack-at', index, times: 1 })
    expect(await assign(bus, UDID, 0x22)).toMatchObject({ nackIndex: index })
    expect(card.devices()).toMatchObject([{ addressResolved: false }])
    expect(await assign(bus, UDID, 0x22)).toMatchObject({ outcome: 'ok' })
  })

  it('strikes only the command it is tied to, as often as it says', async () => {
    const { bus } = faulty({ on: 'prepare', do: 'nack-at', index: 2, times: 2 })
    expect(await reset(bus)).toMatchObject({ outcome: 'ok' })
    const outcomes = [await prepare(bus), await prepare(bus), await prepare(bus)].map(({ nackIndex }) => nackIndex)
    expect(outcomes).toEqual([2, 2, null])
  })

  it('is hidden by another device that acknowledges', async () => {
    const { bus } = openBus({
      devices: [
        { kind: 'arp', udid: UDID, faults: [{ on: 'prepare', do: 'nack-at', index: 1 }] },
        { kind: 'arp', udid: UDIDS[9] },
      ],
    })
    expect(await prepare(bus)).toMatchObject({ outcome: 'ok' })
  })
})

describe('ignore', () => {
  it('acknowledges a write and does nothing', async () => {
    const { bus, card } = faulty({ on: 'assign', do: 'ignore' })
    expect(await assign(bus, UDID, 0x22)).toMatchObject({ outcome: 'ok' })
    expect(card.devices()).toMatchObject([{ addressValid: false, addressResolved: false }])
  })

  it('refuses the command of a read, and the own address', async () => {
    const { bus } = openBus({
      devices: [{ kind: 'arp', udid: UDID, address: '0x20', faults: [{ on: 'any', do: 'ignore' }] }],
    })
    expect(await getUdid(bus)).toMatchObject({ outcome: 'nack-data', nackIndex: 1 })
    expect(await getUdid(bus, 0x20)).toMatchObject({ outcome: 'nack-data', nackIndex: 1 })
    expect(await bus.read(0x20, 1)).toMatchObject({ outcome: 'nack-address' })
  })
})

it('bad-pec on a write: the device refuses a good PEC', async () => {
  const { bus } = faulty({ on: 'assign', do: 'bad-pec', times: 1 })
  expect(await assign(bus, UDID, 0x22)).toMatchObject({ outcome: 'nack-data', nackIndex: 20 })
  expect(await assign(bus, UDID, 0x22)).toMatchObject({ outcome: 'ok' })
})

it('stretch beyond 30 ms: the devices give up, the reply is lost, the next one comes', async () => {
  const { bus, card } = faulty({ on: 'get-udid', do: 'stretch', ms: 32, times: 1 })
  card.wire.stretchLimitUs = 50_000
  expect(await getUdid(bus)).toMatchObject({ outcome: 'ok', data: new Uint8Array(19).fill(0xff) })
  expect(udidOf(await getUdid(bus))).toBe(UDID)
})

it('hold-sda in a read: hangs, so that the final NACK is not one, and lets go after five clocks', async () => {
  const { bus } = faulty({ on: 'get-udid', do: 'hold-sda', times: 1 })
  expect(await getUdid(bus)).toMatchObject({ outcome: 'arbitration-lost' })
  expect(await bus.lines()).toEqual({ scl: 'high', sda: 'low' })
  expect(await getUdid(bus)).toMatchObject({ outcome: 'bus-busy' })
  expect(await bus.recover()).toMatchObject({ clocks: 5, after: { scl: 'high', sda: 'high' } })
  expect(udidOf(await getUdid(bus))).toBe(UDID)
})

it('hold-sda in a write: the controller sends 1, finds 0 and takes it for lost arbitration', async () => {
  const { bus } = faulty({ on: 'prepare', do: 'hold-sda' })
  expect(await prepare(bus)).toMatchObject({ outcome: 'arbitration-lost' })
  expect(await bus.lines()).toEqual({ scl: 'high', sda: 'low' })
})

it('hold-scl: holds SCL low for good, and no clocks help', async () => {
  const { bus } = faulty({ on: 'prepare', do: 'hold-scl' })
  expect(await prepare(bus)).toMatchObject({ outcome: 'timeout' })
  expect(await bus.recover()).toMatchObject({ clocks: 0, after: { scl: 'low', sda: 'high' } })
})

it('vanish: leaves in the middle of the transaction and does not come back', async () => {
  const { bus, card } = faulty({ on: 'get-udid', do: 'vanish' })
  expect(await getUdid(bus)).toMatchObject({ outcome: 'nack-address', nackIndex: 2 })
  expect(await bus.write(ARP, frame(0x01))).toMatchObject({ outcome: 'nack-address', nackIndex: 0 })
  expect(card.devices()).toMatchObject([{ present: false }])
})
