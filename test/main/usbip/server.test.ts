import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCh341 } from '#shared/adapters/ch341/driver.ts'
import { openMcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import { exportCard, type Exported } from './exported-card.ts'
import { hidPortOf, usbPortOf } from './usb-ports.ts'
import { OP } from './usbip-client.ts'

const STATUS = Buffer.from([0x10])
const GET_UDID = Uint8Array.of(3)
/** Count, UDID, address byte and PEC of the device that wins the first arbitration on the card. */
const FIRST_REPLY = '11010810ee0000002710ee00000020201077af'

let exported: Exported
beforeEach(async () => {
  exported = await exportCard()
})
afterEach(async () => {
  await exported[Symbol.asyncDispose]()
})

describe('devices on offer', () => {
  it('lists all of them with their interfaces', async () => {
    await using client = await exported.connect()
    client.socket.write(OP.list)
    await client.closed
    const list = await client.take(12 + 2 * (312 + 3 * 4) + 312 + 4)
    expect(list.readUInt32BE(8)).toBe(3)
    expect(list.toString('hex', 12 + 312, 12 + 324)).toBe('020201000a00000003000000')
  })

  it('gives a device to one host at a time', async () => {
    await using first = await exported.connect()
    await using second = await exported.connect()
    await using third = await exported.connect()
    await first.import('1-1')
    expect(await second.import('1-1')).toBe(2)
    expect(await third.import('1-2')).toBeInstanceOf(Buffer)
  })

  it('gives a device again once its host has gone', async () => {
    const first = await exported.connect()
    await first.import('1-1')
    await first[Symbol.asyncDispose]()
    await expect.poll(() => exported.lines.at(-1)).toContain('detached')
    await using second = await exported.connect()
    expect(await second.import('1-1')).toBeInstanceOf(Buffer)
  })

  it.each(['1-9', '', '../../etc/passwd'])('refuses to import "%s"', async (busid) => {
    await using client = await exported.connect()
    expect(await client.import(busid)).toBe(4)
  })
})

describe('a device of a host', () => {
  const imported = async (busid: string): Promise<Awaited<ReturnType<Exported['connect']>>> => {
    const client = await exported.connect()
    await client.import(busid)
    return client
  }

  it.each([
    { what: 'device', value: 0x0100, length: 18, expected: '12010002ef020108d804dd00000101020001' },
    { what: 'device, its first 8 bytes', value: 0x0100, length: 8, expected: '12010002ef020108' },
    { what: 'configuration, its head', value: 0x0200, length: 9, expected: '09026b000301008032' },
    { what: 'list of languages', value: 0x0300, length: 255, expected: '04030904' },
  ])('gives its descriptor: $what', async ({ value, length, expected }) => {
    await using client = await imported('1-1')
    const { status, data } = await client.controlIn(0x80, 6, value, 0, length)
    expect([status, data.toString('hex')]).toEqual([0, expected])
  })

  it('gives a configuration as long as it says', async () => {
    await using client = await imported('1-1')
    expect((await client.controlIn(0x80, 6, 0x0200, 0, 0xffff)).data.length).toBe(107)
  })

  it('gives a report descriptor of the length its HID descriptor says', async () => {
    await using client = await imported('1-1')
    expect((await client.controlIn(0x81, 6, 0x2200, 2, 255)).data.length).toBe(28)
  })

  it.each([
    { what: 'a string it has not', requestType: 0x80, request: 6, value: 0x0309 },
    { what: 'a device qualifier', requestType: 0x80, request: 6, value: 0x0600 },
    { what: 'a vendor request', requestType: 0xc0, request: 0x5f, value: 0 },
  ])('stalls when asked for $what', async ({ requestType, request, value }) => {
    await using client = await imported('1-1')
    expect((await client.controlIn(requestType, request, value, 0, 64)).status).toBe(-32)
  })

  it('stalls an endpoint it has not', async () => {
    await using client = await imported('1-1')
    expect((await client.submit(9, 64).settled).status).toBe(-32)
  })

  it('lets the MCP2221 driver enumerate through the connection', async () => {
    await using bus = await openMcp2221(hidPortOf(await imported('1-1')), exported.clock, { clockHz: 100_000 })
    const { outcome, data } = await bus.writeRead(0x61, GET_UDID, 19)
    expect([outcome, Buffer.from(data ?? []).toString('hex')]).toEqual(['ok', FIRST_REPLY])
    expect((await bus.read(0x23, 1)).outcome).toBe('nack-address')
  })

  it('lets the CH341 driver enumerate through the connection', async () => {
    await using bus = await openCh341(usbPortOf(await imported('1-3')), exported.clock, { clockHz: 100_000 })
    const { outcome, data } = await bus.writeRead(0x61, GET_UDID, 19)
    expect([outcome, Buffer.from(data ?? []).toString('hex')]).toEqual(['ok', FIRST_REPLY])
    expect((await bus.read(0x23, 1)).outcome).toBe('nack-address')
  })

  it('fills up a short report, as the kernel sends them', async () => {
    await using client = await imported('1-1')
    expect((await client.submit(3, STATUS).settled).status).toBe(0)
    const { data } = await client.submit(3, 64).settled
    expect([data.length, data[0]]).toEqual([64, 0x10])
  })

  it('is gone after the command that resets the chip', async () => {
    await using client = await imported('1-1')
    client.submit(3, Buffer.from('70abcdef', 'hex'))
    await client.closed
    expect(exported.lines).toContainEqual(expect.stringContaining('the MCP2221 was reset'))
  })
})

describe('transfers taken back', () => {
  it('ends one that waits for data, which then never settles', async () => {
    await using client = await exported.connect()
    await client.import('1-1')
    const waiting = client.submit(3, 64)
    expect(await client.unlink(waiting.seqnum)).toBe(-104)
    await client.submit(3, STATUS).settled
    expect((await client.submit(3, 64).settled).data[0]).toBe(0x10)
  })

  it('ends them in any order, those behind others too', async () => {
    await using client = await exported.connect()
    await client.import('1-1')
    const waiting = [client.submit(3, 64), client.submit(3, 64), client.submit(3, 64)]
    const statuses: number[] = []
    for (const { seqnum } of waiting.toReversed()) statuses.push(await client.unlink(seqnum))
    expect(statuses).toEqual([-104, -104, -104])
  })

  it('says so when it is too late, or there is no such transfer', async () => {
    await using client = await exported.connect()
    await client.import('1-1')
    const done = client.submit(3, STATUS)
    await done.settled
    expect(await client.unlink(done.seqnum)).toBe(0)
    expect(await client.unlink(999)).toBe(0)
  })

  it('holds a command back while nobody fetches the replies before', async () => {
    await using client = await exported.connect()
    await client.import('1-1')
    for (let i = 0; i < 8; i++) await client.submit(3, STATUS).settled
    const ninth = client.submit(3, STATUS)
    expect(await client.unlink(ninth.seqnum)).toBe(-104)
    const tenth = client.submit(3, STATUS)
    await client.submit(3, 64).settled
    expect((await tenth.settled).status).toBe(0)
  })
})

describe('unplugging', () => {
  it('ends the connection of the host that has it, and no other', async () => {
    await using first = await exported.connect()
    await using second = await exported.connect()
    await first.import('1-1')
    await second.import('1-2')
    exported.server.unplug('1-1')
    await first.closed
    expect((await second.submit(3, STATUS).settled).status).toBe(0)
  })

  it('takes it off the list until it is plugged in again', async () => {
    exported.server.unplug('1-1')
    await using refused = await exported.connect()
    expect(await refused.import('1-1')).toBe(4)
    exported.server.replug('1-1')
    await using client = await exported.connect()
    expect(await client.import('1-1')).toBeInstanceOf(Buffer)
  })

  it('names the busids there are when it does not know one', () => {
    expect(() => exported.server.unplug('2-1')).toThrow('busid: "2-1" is not one of 1-1, 1-2, 1-3')
  })
})
