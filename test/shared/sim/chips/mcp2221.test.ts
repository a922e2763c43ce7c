import { describe, expect, it } from 'vitest'
import { Mcp2221Chip, type Mcp2221ChipOptions } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { RegisterFile } from '#shared/sim/targets/register-file.ts'
import { ExternalController } from '#shared/sim/targets/external-controller.ts'
import { SimWire } from '#shared/sim/wire.ts'

const PRESENT = 0x50
const ABSENT = 0x51

interface Bench {
  readonly clock: SimClock
  readonly wire: SimWire
  readonly chip: Mcp2221Chip
  readonly target: RegisterFile
  /** Sends a report and takes its reply, both without time passing. */
  readonly ask: (...report: number[]) => Promise<number[]>
  /** Lets `us` pass. */
  readonly after: (us: number) => void
}

function bench(options: Partial<Mcp2221ChipOptions> = {}): Bench {
  const clock = new SimClock()
  const wire = new SimWire(clock)
  const target = new RegisterFile(PRESENT)
  wire.attach(target)
  const chip = new Mcp2221Chip({ wire, clock, reportUs: 0, ...options })
  const ask = async (...report: number[]): Promise<number[]> => {
    await chip.write(Uint8Array.from(report))
    return [...((await chip.read(0)) ?? [])]
  }
  return { clock, wire, chip, target, ask, after: (us) => clock.advance(us) }
}

/** At 100 kHz: what the tests below count in. */
async function benchAt100kHz(options: Partial<Mcp2221ChipOptions> = {}): Promise<Bench> {
  const made = bench(options)
  await made.ask(0x10, 0, 0, 0x20, 118)
  return made
}

const SEE_STATE = (reply: number[]): number | undefined => reply[8]

describe('a report', () => {
  it('takes its time either way, and a read without reply its timeout', async () => {
    const { chip, clock } = bench({ reportUs: 700 })
    await chip.write(Uint8Array.of(0x10))
    await chip.read(5)
    expect(clock.nowUs()).toBe(1400)
    expect(await chip.read(5)).toBeUndefined()
    expect(clock.nowUs()).toBe(6400)
  })

  it('of an unknown command is answered with 0x01', async () => {
    const { ask } = bench()
    expect((await ask(0x77)).slice(0, 2)).toEqual([0x77, 0x01])
  })

  it('is 64 bytes long, echoed in the first', async () => {
    const { ask } = bench()
    for (const command of [0x10, 0x40, 0x90, 0x91, 0x92, 0x93, 0x94, 0xb0, 0xff]) {
      const reply = await ask(command, 1, 0, ABSENT << 1)
      expect([reply.length, reply[0]]).toEqual([64, command])
    }
  })

  it.each([
    { sub: 3, text: 'MCP2221 USB-I2C/UART Combo' },
    { sub: 4, text: '0002137841' },
  ])('of flash string $sub gives "$text"', async ({ sub, text }) => {
    const { ask } = bench()
    const [, result, length = 0, kind, ...data] = await ask(0xb0, sub)
    expect({ result, length, kind }).toEqual({ result: 0, length: 2 + 2 * text.length, kind: 3 })
    expect(Buffer.from(data.slice(0, length - 2)).toString('utf16le')).toBe(text)
  })
})

describe('a status', () => {
  it('after power-up shows an engine never used, free lines and the revision', async () => {
    const { ask } = bench()
    const reply = await ask(0x10)
    expect({ state: reply[8], divider: reply[14], sign: reply[18], used: reply[21] }).toEqual({
      state: 0,
      divider: 22,
      sign: 0,
      used: 0,
    })
    expect(reply.slice(22, 24)).toEqual([1, 1])
    expect(Buffer.from(reply.slice(46, 50)).toString('ascii')).toBe('A612')
  })

  it('shows length, count, address and use of a write that is over', async () => {
    const { ask, after } = await benchAt100kHz()
    await ask(0x90, 2, 0, PRESENT << 1, 7, 8)
    after(1000)
    const reply = await ask(0x10)
    expect(reply.slice(8, 13)).toEqual([0, 2, 0, 2, 0])
    expect({ address: reply[16], sign: reply[18], noAck: reply[20], used: reply[21] }).toEqual({
      address: 0xa0,
      sign: 0x10,
      noAck: 0,
      used: 0x60,
    })
  })

  it('counts bytes only as the clock passes them', async () => {
    const { ask, after } = await benchAt100kHz()
    await ask(0x90, 3, 0, PRESENT << 1, 1, 2, 3)
    const seen = []
    for (const us of [5, 90, 90, 90, 90, 20]) {
      after(us)
      const reply = await ask(0x10)
      seen.push([reply[8], reply[11]])
    }
    expect(seen).toEqual([
      [0x10, 0],
      [0x21, 0],
      [0x40, 0],
      [0x40, 1],
      [0x40, 2],
      [0x00, 3],
    ])
  })
})

describe('the speed', () => {
  it('is the divider, and refused while the engine is not idle', async () => {
    const { ask, wire } = await benchAt100kHz()
    expect(wire.clockHz).toBe(100_000)
    await ask(0x90, 1, 0, PRESENT << 1, 7)
    expect((await ask(0x10, 0, 0, 0x20, 28))[3]).toBe(0x21)
    expect(wire.clockHz).toBe(100_000)
  })
})

describe('a refused address', () => {
  it('wedges the engine in state 0x25 until it is cancelled', async () => {
    const { ask, after } = await benchAt100kHz()
    expect((await ask(0x90, 1, 0, ABSENT << 1, 7))[1]).toBe(0x00)
    after(10_000)
    const wedged = await ask(0x10)
    expect({ state: wedged[8], count: wedged[11], noAck: wedged[20] }).toEqual({ state: 0x25, count: 0, noAck: 0x40 })
    for (const command of [0x90, 0x91, 0x92, 0x93, 0x94]) {
      expect((await ask(command, 1, 0, PRESENT << 1)).slice(1, 3)).toEqual([0x01, 0x25])
    }
    const cancelled = await ask(0x10, 0, 0x10)
    expect({ result: cancelled[2], state: cancelled[8], noAck: cancelled[20] }).toEqual({
      result: 0x10,
      state: 0x60,
      noAck: 0,
    })
    after(300)
    expect(SEE_STATE(await ask(0x10))).toBe(0)
    expect((await ask(0x90, 1, 0, PRESENT << 1, 7))[1]).toBe(0x00)
  })

  it('fails the get data of a read', async () => {
    const { ask, after } = await benchAt100kHz()
    await ask(0x91, 1, 0, (ABSENT << 1) | 1)
    after(1000)
    expect((await ask(0x40)).slice(0, 4)).toEqual([0x40, 0x41, 0x25, 127])
  })
})

describe('a cancel', () => {
  it('of an engine never used wedges it for good where the chip has that quirk', async () => {
    const { ask, after } = bench({ quirks: ['first-cancel-wedges'] })
    await ask(0x10, 0, 0x10)
    after(1000)
    expect(SEE_STATE(await ask(0x10))).toBe(0x62)
    await ask(0x10, 0, 0x10)
    after(1000)
    expect((await ask(0x90, 1, 0, PRESENT << 1, 7)).slice(1, 3)).toEqual([0x01, 0x62])
  })

  it('of an engine never used changes nothing, as the Linux driver relies on', async () => {
    const { ask, after } = await benchAt100kHz()
    expect((await ask(0x10, 0, 0x10))[2]).toBe(0x11)
    after(1000)
    expect((await ask(0x90, 1, 0, PRESENT << 1, 7))[1]).toBe(0x00)
  })

  it('of an idle one says so', async () => {
    const { ask, after, chip } = await benchAt100kHz()
    await ask(0x90, 1, 0, PRESENT << 1, 7)
    after(1000)
    expect((await ask(0x10, 0, 0x10))[2]).toBe(0x11)
    expect(chip.engine.idleCancels).toBe(1)
  })

  it('gives back a bus kept after a write without STOP', async () => {
    const { ask, after } = await benchAt100kHz()
    await ask(0x94, 1, 0, PRESENT << 1, 7)
    after(1000)
    const held = await ask(0x10)
    expect({ state: held[8], sign: held[18], scl: held[22] }).toEqual({ state: 0x45, sign: 0x08, scl: 0 })
    await ask(0x10, 0, 0x10)
    after(300)
    const free = await ask(0x10)
    expect({ state: free[8], scl: free[22], sda: free[23] }).toEqual({ state: 0, scl: 1, sda: 1 })
  })
})

describe('a read', () => {
  it('is not ready before its time, then complete, then idle', async () => {
    const { ask, after } = await benchAt100kHz()
    await ask(0x91, 2, 0, (PRESENT << 1) | 1)
    after(200)
    expect((await ask(0x40)).slice(0, 4)).toEqual([0x40, 0x41, 0x50, 127])
    after(90)
    expect((await ask(0x40)).slice(0, 6)).toEqual([0x40, 0x00, 0x55, 2, 0, 1])
    expect(SEE_STATE(await ask(0x10))).toBe(0)
  })

  it('of more than 60 bytes comes in parts', async () => {
    const { ask, after } = await benchAt100kHz()
    await ask(0x91, 70, 0, (PRESENT << 1) | 1)
    after(10_000)
    expect((await ask(0x40)).slice(0, 5)).toEqual([0x40, 0x00, 0x54, 60, 0])
    after(10_000)
    expect((await ask(0x40)).slice(0, 5)).toEqual([0x40, 0x00, 0x55, 10, 60])
  })
})

describe('a write', () => {
  it('of more than 60 bytes takes the next part once the last is out', async () => {
    const { ask, after, target } = await benchAt100kHz()
    const part = [0x90, 62, 0, PRESENT << 1]
    await ask(...part, ...new Array<number>(60).fill(9))
    expect((await ask(...part, 1, 2)).slice(1, 3)).toEqual([0x01, 0x10])
    after(6000)
    expect(SEE_STATE(await ask(0x10))).toBe(0x41)
    expect((await ask(...part, 1, 2))[1]).toBe(0x00)
    after(1000)
    expect(SEE_STATE(await ask(0x10))).toBe(0)
    expect(target.writes).toBe(61)
  })

  it('without STOP refuses all but a repeated START after it, and is refused one while on the wire', async () => {
    const { ask, after } = await benchAt100kHz()
    await ask(0x94, 1, 0, PRESENT << 1, 7)
    after(100)
    expect((await ask(0x93, 1, 0, (PRESENT << 1) | 1)).slice(1, 3)).toEqual([0x01, 0x40])
    after(100)
    expect((await ask(0x90, 1, 0, PRESENT << 1)).slice(1, 3)).toEqual([0x01, 0x45])
    expect((await ask(0x91, 1, 0, PRESENT << 1)).slice(1, 3)).toEqual([0x01, 0x45])
    expect((await ask(0x93, 1, 0, (PRESENT << 1) | 1))[1]).toBe(0x00)
    after(1000)
    expect((await ask(0x40)).slice(2, 5)).toEqual([0x55, 1, 7])
  })

  it('goes on with a repeated START and more to write', async () => {
    const { ask, after, target } = await benchAt100kHz()
    await ask(0x94, 1, 0, PRESENT << 1, 7)
    after(1000)
    expect((await ask(0x92, 2, 0, PRESENT << 1, 8, 9))[1]).toBe(0x00)
    after(1000)
    expect({ state: SEE_STATE(await ask(0x10)), writes: target.writes }).toEqual({ state: 0, writes: 1 })
  })
})

it('that loses arbitration does not know: it runs into a timeout and harms nobody', async () => {
  const { ask, after, wire } = await benchAt100kHz()
  wire.attachController(new ExternalController('prepare', 0))
  await ask(0x94, 1, 0, 0x7e << 1, 3)
  after(100_000)
  expect(SEE_STATE(await ask(0x10))).toBe(0x23)
  await ask(0x10, 0, 0x10)
  after(300)
  const reply = await ask(0x10)
  expect({ state: reply[8], scl: reply[22], sda: reply[23] }).toEqual({ state: 0, scl: 1, sda: 1 })
})
