import { openCh341, type Ch341, type Ch341Options } from '#shared/adapters/ch341/driver.ts'
import type { UsbPort } from '#shared/adapters/ports.ts'
import { formatHex } from '#shared/i2c/hex.ts'
import { Ch341Chip, type Ch341ChipOptions } from '#shared/sim/chips/ch341.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { SimWire } from '#shared/sim/wire.ts'
import { ScriptedTarget } from '../mcp2221/mcp2221-rig.ts'

/** A chip on a wire with one target, and the packets that pass. */
export interface Rig {
  readonly clock: SimClock
  readonly wire: SimWire
  readonly target: ScriptedTarget
  readonly chip: Ch341Chip
  readonly port: UsbPort
  /** Packets as they were posted and came: `out`, `in` and hex; `in -` for one that did not come. */
  readonly packets: string[]
  /** Opens the driver and forgets what opening sent. */
  readonly open: (options?: Partial<Ch341Options>) => Promise<Ch341>
}

export const TARGET = 0x61

/** A rig with nothing opened yet. */
export function buildRig(options: Partial<Ch341ChipOptions> = {}): Rig {
  const clock = new SimClock()
  const wire = new SimWire(clock)
  const target = new ScriptedTarget(TARGET)
  wire.attach(target)
  const chip = new Ch341Chip({ wire, clock, ...options })
  const packets: string[] = []
  const port = listening(chip, packets)
  const open = async (change: Partial<Ch341Options> = {}): Promise<Ch341> => {
    const bus = await openCh341(port, clock, { clockHz: 100_000, ...change })
    packets.length = 0
    return bus
  }
  return { clock, wire, target, chip, port, packets, open }
}

function listening(chip: Ch341Chip, packets: string[]): UsbPort {
  return {
    selectConfiguration: (value) => chip.selectConfiguration(value),
    claimInterface: (number) => chip.claimInterface(number),
    controlTransferIn: (setup, lengthBytes, timeoutMs) => chip.controlTransferIn(setup, lengthBytes, timeoutMs),
    transferIn: async (endpoint, lengthBytes, timeoutMs) => {
      const packet = await chip.transferIn(endpoint, lengthBytes, timeoutMs)
      packets.push(`in ${packet ? formatHex(packet) : '-'}`)
      return packet
    },
    transferOut: (endpoint, data) => {
      packets.push(`out ${formatHex(data)}`)
      return chip.transferOut(endpoint, data)
    },
    [Symbol.asyncDispose]: () => chip[Symbol.asyncDispose](),
  }
}
