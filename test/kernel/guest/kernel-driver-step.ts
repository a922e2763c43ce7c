import { pec } from '#shared/smbus/pec.ts'
import type { Bench } from './bench.ts'
import { bindKernelDriver } from './kernel-bus.ts'
import { arpeggio, run, type Ended } from './guest.ts'

const ARP_WRITE = 0xc2
const FIRST_ADDRESS = 0x11
const MAX_DEVICES = 10

/** How a tool of i2c-tools ended, and which commands the chip got from the kernel's driver meanwhile. */
type Counted = Ended & { readonly commands: string }
type Tool = (command: string, ...args: string[]) => Promise<Counted>

/** The kernel's own driver on our chip model: hid-mcp2221 with i2c-tools. */
export async function kernelDriverStep(bench: Bench): Promise<unknown> {
  const bus = await bindKernelDriver(bench, 'judgedCard')
  const tool = countedOn(bench)
  return {
    refused: await arpeggio(['enumerate', '--adapter', 'mcp2221', '--arm', '--json']),
    adapters: await arpeggio(['adapters', '--json']),
    detect: await tool('i2cdetect', '-y', '-r', bus),
    byte: await tool('i2cget', '-y', bus, '0x50', '0x00'),
    word: await tool('i2cget', '-y', bus, '0x50', '0x0c', 'w'),
    ...(await enumerateWith(tool, bus)),
    truth: bench.adapters.judgedCard.card
      .devices()
      .map(({ address, addressResolved }) => ({ address, addressResolved })),
    // A combined transfer that nobody acknowledged is not cancelled: the chip refuses whatever comes next.
    wedged: await prepare(tool, bus),
    detectAfter: await tool('i2cdetect', '-y', '-r', bus),
  }
}

/** ARP by `i2ctransfer`, as SMBus 3.2 §6.6 has it: Prepare, then Get UDID and Assign until nobody answers. */
async function enumerateWith(tool: Tool, bus: string): Promise<Record<string, unknown>> {
  const prepared = await prepare(tool, bus)
  const found: { udid: string; address: string; getUdid: string; assign: string; exitCode: number | null }[] = []
  for (let i = 0; i < MAX_DEVICES; i++) {
    const asked = await tool('i2ctransfer', '-y', bus, 'w1@0x61', '0x03', 'r19')
    if (asked.exitCode !== 0) return { prepared, found, last: asked }
    const reply = asked.stdout.trim().split(/\s+/).map(Number)
    const udid = reply.slice(1, 17)
    const held = reply[17] ?? 0xff
    const address = held === 0xff ? (FIRST_ADDRESS + i) << 1 : held & 0xfe
    const assigned = await transfer(tool, bus, [0x04, 17, ...udid, address])
    found.push({
      udid: Buffer.from(udid).toString('hex'),
      address: `0x${(address >> 1).toString(16)}`,
      getUdid: asked.commands,
      assign: assigned.commands,
      exitCode: assigned.exitCode,
    })
  }
  return { prepared, found }
}

function prepare(tool: Tool, bus: string): Promise<Counted> {
  return transfer(tool, bus, [0x01])
}

/** Writes a command to 0x61, with its PEC. */
function transfer(tool: Tool, bus: string, bytes: readonly number[]): Promise<Counted> {
  const whole = [...bytes, pec([ARP_WRITE, ...bytes])]
  return tool('i2ctransfer', '-y', bus, `w${whole.length}@0x61`, ...whole.map(String))
}

function countedOn(bench: Bench): Tool {
  return async (command, ...args) => {
    bench.adapters.judgedCard.commands = []
    const ended = await run(command, args)
    return { ...ended, commands: bench.adapters.judgedCard.commands.join(' ') }
  }
}
