import { beforeEach, describe, expect, it } from 'vitest'
import { formatHex, parseHex } from '#shared/i2c/hex.ts'
import { Ch341Chip, type Ch341ChipOptions } from '#shared/sim/chips/ch341.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { SimWire } from '#shared/sim/wire.ts'
import { ScriptedTarget } from '../../adapters/mcp2221/mcp2221-rig.ts'

const ENDPOINT = 2
const VERSION = { request: 0x5f, value: 0, index: 0 }

let clock: SimClock
let wire: SimWire
let target: ScriptedTarget

beforeEach(() => {
  clock = new SimClock()
  wire = new SimWire(clock)
  target = new ScriptedTarget(0x61)
  wire.attach(target)
})

async function plugIn(options: Partial<Ch341ChipOptions> = {}): Promise<Ch341Chip> {
  const chip = new Ch341Chip({ wire, clock, ...options })
  await chip.selectConfiguration(1)
  await chip.claimInterface(0)
  return chip
}

/** Packets out, as hex; the answer that comes within `timeoutMs`, as hex. */
async function ask(chip: Ch341Chip, packet: string, timeoutMs = 50): Promise<string | undefined> {
  const answer = chip.transferIn(ENDPOINT, 32, timeoutMs)
  await chip.transferOut(ENDPOINT, parseHex(packet))
  const bytes = await answer
  return bytes && formatHex(bytes)
}

describe('a stream packet', () => {
  it.each([
    { what: 'statuses and data in order', packet: 'aa7480c280037480c3c2c07500', answer: '6f6f6fa0a1a2' },
    { what: '0xff after a refused address', packet: 'aa7480208003748021c2c07500', answer: 'efefefffffff' },
    { what: 'nothing for bytes whose ACK is not asked for', packet: 'aa7483c201027500', answer: undefined },
    { what: 'nothing after its end mark', packet: 'aa7480c2750080c2', answer: '6f' },
    { what: 'no more than 32 bytes', packet: 'aa7480c3dfdfc07500', answer: `6f${formatHex(offeredFrom(0xa0, 31))}` },
  ])('is answered by $what', async ({ packet, answer }) => {
    const chip = await plugIn()
    expect(await ask(chip, packet)).toBe(answer)
  })

  it('carries START over to the next, and every 32 bytes of a transfer are one', async () => {
    const chip = await plugIn()
    const first = 'aa7480c2' + '00'.repeat(28)
    expect(await ask(chip, `${first}aa8001007500`)).toBe('6f')
    expect(chip.stream.isHeld).toBe(true)
  })

  it('goes on after a refused byte', async () => {
    const chip = await plugIn()
    target.refusesData = 0
    expect(await ask(chip, 'aa7480c2800180027500')).toBe('6fefef')
  })

  it.each([
    { code: '60', clockHz: 20_000 },
    { code: '61', clockHz: 100_000 },
    { code: '62', clockHz: 400_000 },
    { code: '63', clockHz: 750_000 },
  ])('sets the speed: $code is $clockHz Hz', async ({ code, clockHz }) => {
    const chip = await plugIn()
    expect(await ask(chip, `aa${code}00`)).toBeUndefined()
    expect(wire.clockHz).toBe(clockHz)
  })

  it('waits where it says so', async () => {
    const chip = await plugIn()
    const beforeUs = clock.nowUs()
    expect(await ask(chip, 'aa4557' + '7480c27500')).toBe('6f')
    expect(clock.nowUs() - beforeUs).toBeCloseTo(2000 + 5 + 7000 + 110)
  })
})

describe('time', () => {
  it('of a transfer out is over before the bus is done, and of the answer after it', async () => {
    const chip = await plugIn()
    await chip.transferOut(ENDPOINT, parseHex('aa7480c280037480c3d2c07500'))
    expect(clock.nowUs()).toBe(1000)
    expect((await chip.transferIn(ENDPOINT, 32, 50))?.length).toBe(22)
    expect(clock.nowUs()).toBe(1000 + 2010 + 1000)
  })

  it('loses a packet that comes while the bus is at work', async () => {
    const chip = await plugIn({ transferUs: 50 })
    await chip.transferOut(ENDPOINT, parseHex('aa7480c280037480c3d2c07500'))
    await chip.transferOut(ENDPOINT, parseHex('a0'))
    expect(chip.lostPackets).toBe(1)
  })

  it('passes as long as asked where no answer comes', async () => {
    const chip = await plugIn()
    expect(await chip.transferIn(ENDPOINT, 32, 7)).toBeUndefined()
    expect(clock.nowUs()).toBe(7000)
  })

  it('is too short for an answer that is not ready, which stays', async () => {
    const chip = await plugIn()
    expect(await ask(chip, 'aa7480c280037480c3d2c07500', 2)).toBeUndefined()
    expect((await chip.transferIn(ENDPOINT, 32, 5))?.length).toBe(22)
  })
})

describe('lines', () => {
  it.each([
    { lines: { scl: false, sda: false }, third: 'c0' },
    { lines: { scl: true, sda: false }, third: '80' },
    { lines: { scl: false, sda: true }, third: '40' },
  ])('are shown by the pins: $lines', async ({ lines, third }) => {
    const chip = await plugIn()
    target.lines = lines
    expect(await ask(chip, 'a0')).toBe(`0000${third}000000`)
  })

  it.each([
    { held: { scl: false, sda: true }, answer: '6f6f0000', why: 'SDA low looks like ACKs and zeros' },
    { held: { scl: true, sda: false }, answer: 'efefffff', why: 'nobody hears a clock that is held low' },
    { held: { scl: true, sda: true }, answer: '6f6f0000', why: 'SDA low looks like ACKs and zeros' },
  ])('held low $held: $why', async ({ held, answer }) => {
    const chip = await plugIn()
    target.lines = held
    expect(await ask(chip, 'aa7480c37480c3c1c07500')).toBe(answer)
  })

  it('does not wait for a target that stretches, and reads what SDA shows meanwhile', async () => {
    const chip = await plugIn()
    target.stretchesUs = 4000
    const beforeUs = clock.nowUs()
    expect(await ask(chip, 'aa7480c3c2c07500')).toBe('6fffffff')
    expect(clock.nowUs() - beforeUs).toBeLessThan(3000)
  })

  it('are clocked by hand', async () => {
    const chip = await plugIn()
    const kinds: string[] = []
    wire.trace = ({ kind }) => kinds.push(kind)
    for (const pins of ['0b', '0f', '0b', '03', '07', '0f']) await ask(chip, `a16a1000000000${pins}000000`, 1)
    expect(kinds).toEqual(['pulse', 'stop'])
  })

  it('leaves other outputs alone', async () => {
    const chip = await plugIn()
    await ask(chip, 'a16a0f0000000000000000', 1)
    expect(await ask(chip, 'a0')).toBe('0000c0000000')
  })
})

describe('quirks', () => {
  it.each([
    { quirk: 'acks-everything', answer: '6f6fffff' },
    { quirk: 'status-one-per-packet', answer: 'efffff' },
    { quirk: 'silent', answer: undefined },
    { quirk: 'late-reply', answer: 'efefffff' },
    { quirk: 'data-nack-stop', answer: 'efefffff' },
  ] as const)('$quirk', async ({ quirk, answer }) => {
    const chip = await plugIn({ quirks: [quirk] })
    expect(await ask(chip, 'aa7480217480ffc1c07500')).toBe(answer)
  })

  it('late-reply holds every eighth answer back until the next packet', async () => {
    const chip = await plugIn({ quirks: ['late-reply'] })
    const lengths: (number | undefined)[] = []
    for (let i = 0; i < 9; i++) lengths.push((await ask(chip, 'aa7480c27500'))?.length)
    expect(lengths).toEqual([2, 2, 2, 2, 2, 2, 2, undefined, 2])
    expect(await chip.transferIn(ENDPOINT, 32, 1)).toEqual(Uint8Array.of(0x6f))
  })

  it('garbage is the same in every run, and every third answer of a wrong length', async () => {
    const chip = await plugIn({ quirks: ['garbage'] })
    const again = await plugIn({ quirks: ['garbage'] })
    const noise: (string | undefined)[] = []
    for (let i = 0; i < 6; i++) noise.push(await ask(chip, 'aa7480c280017500'))
    for (const bytes of noise) expect(await ask(again, 'aa7480c280017500')).toBe(bytes)
    expect(noise.map((bytes) => (bytes?.length ?? 0) / 2)).toEqual([2, 2, 1, 2, 2, 3])
  })
})

describe('as a USB device', () => {
  it('tells its version', async () => {
    const chip = await plugIn()
    expect(await chip.controlTransferIn(VERSION, 2, 100)).toEqual(Uint8Array.of(0x30, 0x00))
  })

  it('refuses transfers before it is configured and claimed', async () => {
    const chip = new Ch341Chip({ wire, clock })
    await expect(chip.claimInterface(0)).rejects.toMatchObject({ kind: 'adapter' })
    await chip.selectConfiguration(1)
    await expect(chip.controlTransferIn(VERSION, 2, 100)).rejects.toMatchObject({ kind: 'adapter' })
    await expect(chip.transferOut(ENDPOINT, Uint8Array.of(0xa0))).rejects.toMatchObject({ kind: 'adapter' })
  })

  it.each([
    ['another configuration', (chip: Ch341Chip) => chip.selectConfiguration(2)],
    ['another interface', (chip: Ch341Chip) => chip.claimInterface(1)],
    ['another endpoint', (chip: Ch341Chip) => chip.transferIn(1, 8, 1)],
    ['an unknown request', (chip: Ch341Chip) => chip.controlTransferIn({ ...VERSION, request: 1 }, 2, 1)],
  ])('refuses %s', async (_, act) => {
    await expect(act(await plugIn())).rejects.toMatchObject({ name: 'BusError', kind: 'adapter' })
  })

  it('takes one IN transfer at a time', async () => {
    const chip = await plugIn()
    const first = chip.transferIn(ENDPOINT, 32, 1)
    await expect(chip.transferIn(ENDPOINT, 32, 1)).rejects.toMatchObject({ kind: 'adapter' })
    expect(await first).toBeUndefined()
  })

  it('is gone when unplugged, and when closed', async () => {
    const chip = await plugIn()
    chip.unplugAt(2)
    expect(await chip.transferOut(ENDPOINT, Uint8Array.of(0xa0))).toBe(true)
    await expect(chip.transferIn(ENDPOINT, 32, 1)).rejects.toMatchObject({ kind: 'closed' })
    const other = await plugIn()
    await other[Symbol.asyncDispose]()
    await expect(other.claimInterface(0)).rejects.toMatchObject({ kind: 'closed' })
  })
})

function offeredFrom(first: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => first + i)
}
