import { describe, expect, it } from 'vitest'
import { ARP, UDIDS, assign, frame, getUdid, hex, prepare, reset, udidOf } from '../arp-frames.ts'
import { openBus } from '../open-bus.ts'

const VOLATILE = UDIDS[3]
const PERSISTENT = UDIDS[1]
const FIXED = UDIDS[4]
const RANDOM = `c1${VOLATILE.slice(2)}`

type Flags = readonly [valid: boolean, resolved: boolean]

/** One device at 0x20, with the flags given. */
const deviceWith = (udid: string, [valid, resolved]: Flags) =>
  openBus({
    devices: [{ kind: 'arp', udid, address: '0x20', address_valid: valid, address_resolved: resolved }],
  })

describe('flags after a command (reference table 1.5)', () => {
  const commands = {
    prepare: (bus) => prepare(bus),
    reset: (bus) => reset(bus),
    'reset directed': (bus) => reset(bus, 0x20),
    'reset directed elsewhere': (bus) => reset(bus, 0x21),
    'get udid': (bus) => getUdid(bus),
    'get udid directed': (bus) => getUdid(bus, 0x20),
    'get udid directed elsewhere': (bus) => getUdid(bus, 0x21),
    assign: (bus, udid) => assign(bus, udid, 0x40),
    'assign to another': (bus) => assign(bus, UDIDS[9], 0x40),
    'assign, bad PEC': (bus, udid) => bus.write(ARP, Uint8Array.of(0x04, 0x11, ...hex(udid), 0x40, 0x00)),
  } satisfies Record<string, (bus: ReturnType<typeof openBus>['bus'], udid: string) => Promise<unknown>>

  const [none, valid, resolved]: Flags[] = [
    [false, false],
    [true, false],
    [true, true],
  ] as const
  const all = [VOLATILE, PERSISTENT, FIXED, RANDOM]

  it.each([
    { does: 'prepare', to: all, from: none, outcome: 'ok', after: none },
    { does: 'prepare', to: all, from: valid, outcome: 'ok', after: valid },
    { does: 'prepare', to: all, from: resolved, outcome: 'ok', after: valid },
    { does: 'reset', to: [VOLATILE, RANDOM], from: resolved, outcome: 'ok', after: none },
    { does: 'reset', to: [PERSISTENT, FIXED], from: resolved, outcome: 'ok', after: valid },
    { does: 'reset', to: [PERSISTENT], from: none, outcome: 'ok', after: none },
    { does: 'reset', to: [FIXED], from: none, outcome: 'ok', after: valid },
    { does: 'reset directed', to: [VOLATILE, RANDOM], from: valid, outcome: 'ok', after: none },
    { does: 'reset directed', to: [PERSISTENT, FIXED], from: resolved, outcome: 'ok', after: valid },
    { does: 'reset directed', to: all, from: none, outcome: 'nack-data', after: none },
    { does: 'reset directed elsewhere', to: all, from: resolved, outcome: 'nack-data', after: resolved },
    { does: 'get udid', to: all, from: none, outcome: 'ok', after: none },
    { does: 'get udid', to: all, from: valid, outcome: 'ok', after: valid },
    { does: 'get udid', to: all, from: resolved, outcome: 'nack-data', after: resolved },
    { does: 'get udid directed', to: all, from: none, outcome: 'nack-data', after: none },
    { does: 'get udid directed', to: all, from: valid, outcome: 'ok', after: valid },
    { does: 'get udid directed', to: all, from: resolved, outcome: 'ok', after: resolved },
    { does: 'get udid directed elsewhere', to: all, from: valid, outcome: 'nack-data', after: valid },
    { does: 'assign', to: [VOLATILE, PERSISTENT, RANDOM], from: none, outcome: 'ok', after: resolved },
    { does: 'assign', to: [VOLATILE, PERSISTENT, RANDOM], from: resolved, outcome: 'ok', after: resolved },
    { does: 'assign', to: [FIXED], from: valid, outcome: 'ok', after: resolved },
    { does: 'assign to another', to: all, from: valid, outcome: 'nack-data', after: valid },
    { does: 'assign, bad PEC', to: all, from: valid, outcome: 'nack-data', after: valid },
  ] as const)('$does from AV, AR = $from: $outcome, then $after', async ({ does, to, from, outcome, after }) => {
    for (const udid of to) {
      const { bus, card } = deviceWith(udid, from)
      expect(await commands[does](bus, udid)).toMatchObject({ outcome })
      expect(card.devices()).toMatchObject([{ addressValid: after[0], addressResolved: after[1], address: 0x20 }])
    }
  })
})

describe('Assign Address', () => {
  it.each([
    ['a volatile device', VOLATILE, 0x22, 0x11],
    ['a persistent device', PERSISTENT, 0x23, 0x11],
    ['a fixed device', FIXED, 0x22, 0x20],
  ])('moves %s, or leaves it where it was', async (_, udid, addressByte, address) => {
    const { bus, card } = deviceWith(udid, [true, false])
    expect(await assign(bus, udid, addressByte)).toMatchObject({ outcome: 'ok', nackIndex: null })
    expect(card.devices()).toMatchObject([{ address, addressResolved: true }])
  })

  it('is refused right at the first UDID byte that differs', async () => {
    for (let byte = 0; byte < 16; byte++) {
      const { bus } = deviceWith(VOLATILE, [false, false])
      const other = hex(VOLATILE)
      other[byte]! ^= 0x01
      const report = await assign(bus, Buffer.from(other).toString('hex'), 0x22)
      expect(report).toMatchObject({ outcome: 'nack-data', nackIndex: 3 + byte })
    }
  })

  it('is refused at the PEC when that is wrong, and at the count when that is not 17', async () => {
    const { bus } = deviceWith(VOLATILE, [false, false])
    const good = frame(0x04, 0x11, ...hex(VOLATILE), 0x22)
    const badPec = good.with(19, good[19]! ^ 0x01)
    expect(await bus.write(ARP, badPec)).toMatchObject({ outcome: 'nack-data', nackIndex: 20 })
    expect(await bus.write(ARP, frame(0x04, 0x12, ...hex(VOLATILE), 0x22))).toMatchObject({ nackIndex: 2 })
  })

  it('cut short by STOP changes nothing', async () => {
    const { bus, card } = deviceWith(VOLATILE, [false, false])
    await bus.write(ARP, frame(0x04, 0x11, ...hex(VOLATILE), 0x22).subarray(0, 19))
    expect(card.devices()).toMatchObject([{ addressValid: false, addressResolved: false }])
  })

  it('re-addresses a resolved device without Prepare', async () => {
    const { bus, card } = deviceWith(VOLATILE, [true, true])
    await assign(bus, VOLATILE, 0x24)
    expect(card.devices()).toMatchObject([{ address: 0x12, addressResolved: true }])
    expect(await getUdid(bus, 0x20)).toMatchObject({ outcome: 'nack-data', nackIndex: 1 })
    expect(udidOf(await getUdid(bus, 0x12))).toBe(VOLATILE)
  })
})

describe('frames and PECs of section 6.2', () => {
  it.each([
    ['Prepare', frame(0x01), 'c0'],
    ['Reset general', frame(0x02), 'c9'],
  ])('%s is acknowledged with the published PEC', async (_, bytes, check) => {
    expect(Buffer.from(bytes.subarray(-1)).toString('hex')).toBe(check)
    const { bus } = deviceWith(VOLATILE, [true, false])
    expect(await bus.write(ARP, bytes)).toMatchObject({ outcome: 'ok' })
    expect(await bus.write(ARP, bytes.with(1, bytes[1]! ^ 0x10))).toMatchObject({ outcome: 'nack-data', nackIndex: 2 })
  })

  it('directed Resets carry the published PEC', () => {
    expect([frame(0x20), frame(0xc8)]).toEqual([Uint8Array.of(0x20, 0x27), Uint8Array.of(0xc8, 0xb1)])
  })

  it.each([
    [1, '54', 'd6', '38', '3f', '83'],
    ['1 strap 1', '41', 'c3', '2d', '2a', '96'],
    [2, '8b', '09', 'e7', 'e0', '5c'],
    [4, '1e', '9c', '72', '75', 'c9'],
    [5, '94', '16', 'f8', 'ff', '43'],
    [6, '92', '10', 'fe', 'f9', '45'],
    [7, '3e', 'bc', '52', '55', 'e9'],
    [8, 'e5', '67', '89', '8e', '32'],
    [9, 'f3', '71', '9f', '98', '24'],
  ] as const)('UDID %s', async (number, without, at64, assign20, assign21, directed) => {
    const udid = UDIDS[number]
    const lastByte = (data: Uint8Array | undefined) => Buffer.from(data!.subarray(-1)).toString('hex')
    const bare = openBus({ devices: [{ kind: 'arp', udid }] })
    expect(lastByte((await getUdid(bare.bus)).data)).toBe(without)
    const held = openBus({ devices: [{ kind: 'arp', udid, address: '0x64' }] })
    expect(lastByte((await getUdid(held.bus)).data)).toBe(at64)
    expect(lastByte(frame(0x04, 0x11, ...hex(udid), 0x20))).toBe(assign20)
    expect(lastByte(frame(0x04, 0x11, ...hex(udid), 0x21))).toBe(assign21)
    const settled = openBus({ devices: [{ kind: 'arp', udid, address: '0x10' }] })
    expect(await assign(settled.bus, udid, 0x20)).toMatchObject({ outcome: 'ok' })
    const reply = await getUdid(settled.bus, 0x10)
    expect(lastByte(reply.data)).toBe(directed)
    expect(reply.data?.[17]).toBe(0x21)
  })
})

describe('its own address', () => {
  it.each([
    ['acknowledged and read once valid', [true, false], 'ok'],
    ['left alone without one', [false, false], 'nack-address'],
  ] as const)('is %s', async (_, flags, outcome) => {
    const { bus, card } = deviceWith(VOLATILE, flags)
    expect(await bus.read(0x20, 1)).toMatchObject({ outcome })
    expect(await bus.write(0x20, Uint8Array.of(0x01, 0x02))).toMatchObject({ outcome })
    expect(card.devices()).toMatchObject([{ addressValid: flags[0], addressResolved: false }])
  })
})

it('a plain read of 0x61 is answered by nobody: only a repeated START asks for a UDID', async () => {
  const { bus } = deviceWith(VOLATILE, [true, false])
  await bus.write(ARP, Uint8Array.of(0x03))
  expect(await bus.read(ARP, 19)).toMatchObject({ outcome: 'nack-address' })
})

it.each([0x00, 0x05, 0x10, 0x1f])('reserved code %s is refused', async (code) => {
  const { bus } = deviceWith(VOLATILE, [true, false])
  expect(await bus.write(ARP, frame(code))).toMatchObject({ outcome: 'nack-data', nackIndex: 1 })
})

it('a random-type device renews its vendor-specific ID on Reset, the same way in every run', async () => {
  const renewed = async (): Promise<string | undefined> => {
    const { bus } = deviceWith(RANDOM, [true, true])
    await reset(bus)
    return udidOf(await getUdid(bus))
  }
  const udid = await renewed()
  expect(udid?.slice(0, 24)).toBe(RANDOM.slice(0, 24))
  expect(udid).not.toBe(RANDOM)
  expect(await renewed()).toBe(udid)
})
