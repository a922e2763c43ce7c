import type { LineLevels, RecoveryReport } from '#shared/i2c/bus.ts'
import { encodeDrivePins, encodeSpeed, type Pins } from './codec.ts'
import type { PacketExchange } from './exchange.ts'
import type { LineReader } from './lines.ts'

/** UM10204 §3.1.16: whatever hangs in the middle of a byte is through with it after nine clocks. */
const MAX_CLOCKS = 9
const FREE: Pins = { scl: true, sda: true }
const CLOCK_LOW: Pins = { scl: false, sda: true }
/** From SCL low: SDA down, SCL up, SDA up. */
const STOP: readonly Pins[] = [CLOCK_LOW, { scl: false, sda: false }, { scl: true, sda: false }, FREE]

/**
 * Clocks out a target that holds SDA, driving the pins by hand, and sends a STOP. An idle bus is only let go
 * of. On the way SCL is seen to follow or not, which is what its read-back lacks otherwise. `speed` is set
 * again afterwards: what driving pins does to the stream engine is not documented.
 * @throws BusError `closed` or `adapter`
 */
export async function recover(exchange: PacketExchange, lines: LineReader, speed: number): Promise<RecoveryReport> {
  const before = lines.read(await exchange.release())
  if (before.sda === 'high') return { before, after: before, clocks: 0, message: freeMessage(before) }
  let after = before
  let clocks = 0
  while (after.sda === 'low' && clocks < MAX_CLOCKS) {
    await exchange.tell(encodeDrivePins(CLOCK_LOW))
    if (clocks === 0) lines.read(await exchange.pins())
    await exchange.tell(encodeDrivePins(FREE))
    after = lines.read(await exchange.pins())
    clocks++
  }
  if (after.sda === 'high') for (const pins of STOP) await exchange.tell(encodeDrivePins(pins))
  await exchange.tell(encodeSpeed(speed))
  after = lines.read(await exchange.pins())
  return { before, after, clocks, message: clockedMessage(after, clocks) }
}

function freeMessage({ scl }: LineLevels): string {
  return scl === 'low'
    ? 'SCL is held low and SDA is high: a target stretches the clock or has crashed; power-cycle the card'
    : 'SDA was high already; a STOP was sent'
}

function clockedMessage({ scl, sda }: LineLevels, clocks: number): string {
  const done = clocks === 1 ? '1 clock' : `${clocks} clocks`
  if (sda === 'high') return `SDA went high after ${done}, and a STOP was sent`
  const both = scl === 'low' ? 'both lines are' : 'SDA is'
  return `${both} still low after ${done}: the pull-ups are missing, the card has no power, or the target hangs for good; power-cycle it`
}
