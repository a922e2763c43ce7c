import { openMcp2221, type Mcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import type { HidPort } from '#shared/adapters/ports.ts'
import { Mcp2221Chip, type Mcp2221ChipOptions } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { HeldLines, SentByte, SimTarget } from '#shared/sim/targets/target.ts'
import { SimWire } from '#shared/sim/wire.ts'

/** A target at one address that refuses, stretches and holds on request, and keeps what it is sent. */
export class ScriptedTarget implements SimTarget {
  readonly name = 'scripted'
  readonly yields = true
  readonly address: number
  readonly received: number[] = []
  abandoned = 0
  /** Index of the data byte it refuses, counted from 0. */
  refusesData: number | undefined
  refusesRead = false
  stretchesUs = 0
  lines: HeldLines = { scl: false, sda: false }
  #index = 0
  #offered = 0

  constructor(address: number) {
    this.address = address
  }

  select(address: number, isRead: boolean): boolean {
    this.#index = 0
    this.#offered = 0
    return address === this.address && !(isRead && this.refusesRead)
  }

  receive(byte: number): boolean {
    if (this.#index++ === this.refusesData) return false
    this.received.push(byte)
    return true
  }

  offer(): number {
    return (0xa0 + this.#offered) & 0xff
  }

  sent({ won }: SentByte): void {
    if (won) this.#offered++
  }

  stretchUs(): number {
    return this.stretchesUs
  }

  holds(): HeldLines {
    return this.lines
  }

  abandon(): void {
    this.abandoned++
  }
}

/** A chip on a wire with one target, and what the driver sends it. */
export interface Rig {
  readonly clock: SimClock
  readonly wire: SimWire
  readonly target: ScriptedTarget
  readonly chip: Mcp2221Chip
  readonly port: HidPort
  /** Command bytes sent, cancels as `10c`, speeds as `10s`. */
  readonly commands: string[]
  /** Opens the driver and forgets what opening sent. */
  readonly open: (options?: { clockHz?: number }) => Promise<Mcp2221>
}

export const TARGET = 0x61

/** Bytes the target offers. */
export function offered(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => 0xa0 + i)
}

/** A rig with nothing opened yet. */
export function buildRig(options: Partial<Mcp2221ChipOptions> = {}): Rig {
  const clock = new SimClock()
  const wire = new SimWire(clock)
  const target = new ScriptedTarget(TARGET)
  wire.attach(target)
  const chip = new Mcp2221Chip({ wire, clock, ...options })
  const commands: string[] = []
  const port = listening(chip, commands)
  const open = async ({ clockHz = 100_000 } = {}): Promise<Mcp2221> => {
    const bus = await openMcp2221(port, clock, { clockHz })
    commands.length = 0
    return bus
  }
  return { clock, wire, target, chip, port, commands, open }
}

function listening(chip: Mcp2221Chip, commands: string[]): HidPort {
  return {
    write: async (report) => {
      const [command = 0, , cancel, speed] = report
      const suffix = command === 0x10 && cancel === 0x10 ? 'c' : command === 0x10 && speed === 0x20 ? 's' : ''
      commands.push(command.toString(16) + suffix)
      await chip.write(report)
    },
    read: (timeoutMs) => chip.read(timeoutMs),
    [Symbol.asyncDispose]: () => chip[Symbol.asyncDispose](),
  }
}
