import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportCard, type Exported } from './exported-card.ts'
import { OP, urbHeader } from './usbip-client.ts'

const DEVID = (1 << 16) | 1
const STATUS = Buffer.from([0x10])

let exported: Exported
beforeEach(async () => {
  exported = await exportCard()
})
afterEach(async () => {
  await exported[Symbol.asyncDispose]()
})

/** Whatever a client did, the next one is served. */
async function expectServed(): Promise<void> {
  await using client = await exported.connect()
  expect(await client.import('1-2')).toBeInstanceOf(Buffer)
  expect((await client.submit(3, STATUS).settled).status).toBe(0)
}

describe('a client that is none', () => {
  it.each([
    { what: 'an HTTP request', bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n'), line: 'USB/IP version 0x4745' },
    { what: 'zeros', bytes: Buffer.alloc(100_000), line: 'USB/IP version 0x0000' },
    { what: 'a reply', bytes: Buffer.from('0111000500000000', 'hex'), line: 'unknown request 0x0005' },
  ])('is dropped when it sends $what', async ({ bytes, line }) => {
    await using client = await exported.connect()
    client.socket.write(bytes)
    await client.closed
    expect(exported.lines).toEqual([expect.stringContaining(line)])
    await expectServed()
  })

  it('may leave in the middle of anything', async () => {
    const whole = Buffer.concat([OP.import('1-1'), urbHeader(1, 1, DEVID, 0, 3, 0, 64, 0, 0), Buffer.alloc(64)])
    for (const length of [0, 1, 7, 8, 20, 40, 41, 87, 88, 100]) {
      const client = await exported.connect()
      client.socket.end(whole.subarray(0, length))
      await client[Symbol.asyncDispose]()
    }
    await expectServed()
  })

  it('gets no second answer on a connection that is over', async () => {
    await using client = await exported.connect()
    client.socket.write(Buffer.concat([OP.list, OP.list, OP.import('1-1')]))
    await client.closed
    expect(exported.lines).toEqual([])
    await expectServed()
  })
})

describe('a host that breaks the rules', () => {
  it.each([
    { what: 'an unknown command', bytes: urbHeader(9, 1, DEVID), line: 'unknown command 9' },
    { what: 'a transfer of 4 GB', bytes: urbHeader(1, 1, DEVID, 0, 3, 0, 0xffff_ffff, 0, 0), line: '4294967295 bytes' },
    { what: 'isochronous packets', bytes: urbHeader(1, 1, DEVID, 1, 3, 0, 64, 0, 5), line: '5 isochronous' },
    { what: 'a transfer for another device', bytes: urbHeader(1, 1, 7, 1, 3, 0, 64), line: 'device 7 is not' },
    {
      what: 'the same transfer twice',
      bytes: Buffer.concat([urbHeader(1, 1, DEVID, 1, 3, 0, 64), urbHeader(1, 1, DEVID, 1, 3, 0, 64)]),
      line: 'transfer 1 twice',
    },
  ])('loses the device: $what', async ({ bytes, line }) => {
    await using client = await exported.connect()
    await client.import('1-1')
    client.socket.write(bytes)
    await client.closed
    expect(exported.lines).toContainEqual(expect.stringContaining(line))
    await expectServed()
  })

  it('loses the device when it floods it with transfers', async () => {
    await using client = await exported.connect()
    await client.import('1-1')
    const flood = Array.from({ length: 1000 }, (_, i) => urbHeader(1, i + 1, DEVID, 1, 3, 0, 64))
    client.socket.write(Buffer.concat(flood))
    await client.closed
    expect(exported.lines).toContainEqual(expect.stringContaining('more than 256 transfers at once'))
    await expectServed()
  })

  it('gets nothing allocated for an IN transfer of 4 GB', async () => {
    await using client = await exported.connect()
    await client.import('1-1')
    await client.submit(3, STATUS).settled
    expect((await client.submit(3, 0xffff_ffff).settled).data.length).toBe(64)
  })

  it('is told that a report did not fit', async () => {
    await using client = await exported.connect()
    await client.import('1-1')
    await client.submit(3, STATUS).settled
    const { status, data } = await client.submit(3, 8).settled
    expect([status, data.length]).toEqual([-75, 8])
  })
})
