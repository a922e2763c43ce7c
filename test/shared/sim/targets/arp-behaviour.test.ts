import { describe, expect, it } from 'vitest'
import type { ArpBehaviour } from '#shared/sim/targets/arp-behaviour.ts'
import { ARP, UDIDS, assign, frame, getUdid, hex, prepare, reset, udidOf } from '../arp-frames.ts'
import { openBus } from '../open-bus.ts'

const VOLATILE = UDIDS[3]

const deviceThat = (
  behaviour: ArpBehaviour,
  parts: { udid?: string; address?: string; address_resolved?: boolean } = {},
) => openBus({ devices: [{ kind: 'arp', udid: VOLATILE, behaviour, ...parts }] })

it('fixed-not-discoverable: acknowledges 0x61, obeys directed Get UDID, refuses every other command', async () => {
  const { bus, card } = deviceThat('fixed-not-discoverable', { udid: UDIDS[8], address: '0x1d' })
  const refused = { outcome: 'nack-data', nackIndex: 1 }
  expect(udidOf(await getUdid(bus, 0x1d))).toBe(UDIDS[8])
  expect(await prepare(bus)).toMatchObject(refused)
  expect(await reset(bus)).toMatchObject(refused)
  expect(await reset(bus, 0x1d)).toMatchObject(refused)
  expect(await getUdid(bus)).toMatchObject(refused)
  expect(await assign(bus, UDIDS[8], 0x3a)).toMatchObject(refused)
  expect(card.devices()).toMatchObject([{ address: 0x1d, addressValid: true, addressResolved: false }])
})

describe('st-raw-address', () => {
  it('assigned with bit 0 clear, answers at its address and reports it with bit 0 clear', async () => {
    const { bus } = deviceThat('st-raw-address')
    await assign(bus, VOLATILE, 0x22)
    expect((await getUdid(bus, 0x11)).data?.[17]).toBe(0x22)
    expect(await bus.read(0x11, 1)).toMatchObject({ outcome: 'ok' })
  })

  it('assigned with bit 0 set, no longer knows its own address', async () => {
    const { bus, card } = deviceThat('st-raw-address')
    await assign(bus, VOLATILE, 0x23)
    expect(card.devices()).toMatchObject([{ address: 0x11, addressValid: true }])
    expect(await getUdid(bus, 0x11)).toMatchObject({ outcome: 'nack-data' })
    expect(await bus.read(0x11, 1)).toMatchObject({ outcome: 'nack-address' })
  })
})

it('filler-when-resolved: acknowledges a general Get UDID and sends 0xff; answers while unresolved, and directed', async () => {
  const { bus } = deviceThat('filler-when-resolved')
  expect(udidOf(await getUdid(bus))).toBe(VOLATILE)
  await assign(bus, VOLATILE, 0x22)
  expect(await getUdid(bus)).toMatchObject({ outcome: 'ok', data: new Uint8Array(19).fill(0xff) })
  expect(udidOf(await getUdid(bus, 0x11))).toBe(VOLATILE)
})

it('unshifted-address: reports 0x10 as 0x10; with faults that ignore the rest, the kernel test target', async () => {
  const { bus } = openBus({
    devices: [
      {
        kind: 'arp',
        udid: VOLATILE,
        behaviour: 'unshifted-address',
        faults: [
          { on: 'reset', do: 'ignore' },
          { on: 'get-udid-directed', do: 'ignore' },
        ],
      },
    ],
  })
  await assign(bus, VOLATILE, 0x20)
  await reset(bus)
  expect(await getUdid(bus, 0x10)).toMatchObject({ outcome: 'nack-data', nackIndex: 1 })
  await prepare(bus)
  expect((await getUdid(bus)).data?.[17]).toBe(0x10)
})

it.each([
  ['a wrong PEC', frame(0x04, 0x11, ...hex(VOLATILE), 0x22).with(19, 0x00)],
  ['no PEC at all', frame(0x04, 0x11, ...hex(VOLATILE), 0x22).subarray(0, 19)],
])('no-pec-check: takes an Assign with %s', async (_, bytes) => {
  const { bus, card } = deviceThat('no-pec-check')
  expect(await bus.write(ARP, bytes)).toMatchObject({ outcome: 'ok' })
  expect(card.devices()).toMatchObject([{ address: 0x11, addressValid: true, addressResolved: true }])
})

it('no-arbitration: two put the AND of their UDIDs on the wire, with a PEC that is wrong', async () => {
  const twoOf = (behaviour: ArpBehaviour) =>
    openBus({ devices: [UDIDS[1], UDIDS[9]].map((udid) => ({ kind: 'arp' as const, udid, behaviour })) })
  const { data } = await getUdid(twoOf('no-arbitration').bus)
  expect(Buffer.from(data!.subarray(1, 17)).toString('hex')).toBe('01008002000000040000000044212200')
  const both = await Promise.all(
    [UDIDS[1], UDIDS[9]].map((udid) => getUdid(openBus({ devices: [{ kind: 'arp', udid }] }).bus)),
  )
  expect(data).toEqual(both[0]!.data!.map((byte, i) => byte & both[1]!.data![i]!))
  expect(udidOf(await getUdid(twoOf('compliant').bus))).toBe(UDIDS[1])
})

describe('wrong-reset', () => {
  it.each([
    ['a general Reset', undefined],
    ['a directed Reset for somebody else', 0x40],
  ])('loses a persistent address on %s', async (_, address) => {
    const { bus, card } = deviceThat('wrong-reset', { udid: UDIDS[1], address: '0x64' })
    expect(await reset(bus, address)).toMatchObject({ outcome: 'ok' })
    expect(card.devices()).toMatchObject([{ addressValid: false, addressResolved: false }])
    expect((await getUdid(bus)).data?.[17]).toBe(0xff)
  })
})

it('not-ready-300ms: refuses replies and counts for 300 ms from the first ARP command it sees', async () => {
  const { bus, clock } = deviceThat('not-ready-300ms')
  clock.advance(1_000_000)
  expect(await getUdid(bus)).toMatchObject({ outcome: 'nack-address', nackIndex: 2 })
  expect(await assign(bus, VOLATILE, 0x22)).toMatchObject({ outcome: 'nack-data', nackIndex: 2 })
  expect(await prepare(bus)).toMatchObject({ outcome: 'ok' })
  clock.advance(299_000)
  expect(udidOf(await getUdid(bus))).toBe(VOLATILE)
  expect(await assign(bus, VOLATILE, 0x22)).toMatchObject({ outcome: 'ok' })
})
