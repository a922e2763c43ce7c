import { readFile, writeFile } from 'node:fs/promises'
import { findKernelBus, until } from './bench.ts'
import { arpeggio, run, type Ended } from './guest.ts'

const TRACING = '/sys/kernel/tracing'

/** A command on a kernel bus, and the SMBus writes and reads the kernel saw of it, a line each. */
export interface Traced extends Ended {
  readonly writes: readonly string[]
  readonly reads: readonly string[]
}

/** The SMBus controller of this machine's own chipset, with nobody at 0x61 and memory modules' EEPROMs at 0x50 and up. */
export async function chipsetStep(): Promise<unknown> {
  const bus = await loaded(['i2c-i801'], 'I801')
  const selector = `i2c-dev:${bus}`
  const adapters = await arpeggio(['adapters', '--json'])
  const unnamed = await arpeggio(['enumerate', '--adapter', selector, '--arm', '--json'])
  const enumerate = await traced(['enumerate', '--adapter', selector, '--arm', `i2c-${bus}`, '--json'])
  const scan = await arpeggio(['scan', '--adapter', selector, '--json'])
  return { bus, adapters, unnamed, enumerate, scan }
}

/** A part at 0x61 that is no ARP device: the kernel's i2c-stub, whose registers remember every write. */
export async function stubStep(): Promise<unknown> {
  const bus = await loaded(['i2c-stub', 'chip_addr=0x61'], 'stub')
  const enumerate = (): Promise<Traced> => traced(['enumerate', '--adapter', `i2c-dev:${bus}`, '--arm', '--json'])
  const before = await registers(bus)
  const zeros = await enumerate()
  // The byte count of a UDID, and nothing else of one.
  await run('i2cset', ['-y', bus, '0x61', '0x03', '0x11'])
  const counted = await registers(bus)
  const lookalike = await enumerate()
  return { before, zeros, counted, lookalike, after: await registers(bus) }
}

async function loaded(module: readonly string[], words: string): Promise<string> {
  await run('modprobe', ['i2c-dev'])
  await run('modprobe', module)
  await until(async () => (await findKernelBus(words)) !== undefined)
  return (await findKernelBus(words)) ?? ''
}

async function registers(bus: string): Promise<string> {
  return (await run('i2cdump', ['-y', bus, '0x61', 'b'])).stdout
}

/** The kernel's own record of what a command sent. */
async function traced(args: readonly string[]): Promise<Traced> {
  await run('busybox', ['mount', '-t', 'tracefs', 'none', TRACING])
  await writeFile(`${TRACING}/trace`, '')
  await writeFile(`${TRACING}/events/smbus/enable`, '1')
  const ended = await arpeggio(args)
  await writeFile(`${TRACING}/events/smbus/enable`, '0')
  const lines = (await readFile(`${TRACING}/trace`, 'utf8')).split('\n')
  const seen = (event: string): string[] => lines.flatMap((line) => line.split(`${event}: `).slice(1))
  return { ...ended, writes: seen('smbus_write'), reads: seen('smbus_read') }
}
