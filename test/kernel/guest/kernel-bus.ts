import { readdir } from 'node:fs/promises'
import { findKernelBus, until, type AdapterName, type Bench } from './bench.ts'
import { run } from './guest.ts'

/**
 * Plugs an MCP2221 in, has hid-mcp2221 take it, and gives the number of its bus. Binding takes the driver 24 s up to
 * Linux 6.1, because it waits for replies before it lets any in.
 */
export async function bindKernelDriver(bench: Bench, name: AdapterName): Promise<string> {
  await run('modprobe', ['-a', 'hid-mcp2221', 'i2c-dev'])
  await bench.attach(name)
  await until(async () => (await findKernelBus('MCP2221')) !== undefined)
  // Bound at last when the pins have become a GPIO chip.
  await until(async () => (await readdir('/sys/bus/gpio/devices')).length > 0)
  return (await findKernelBus('MCP2221')) ?? ''
}
