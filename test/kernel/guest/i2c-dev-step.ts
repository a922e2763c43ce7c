import type { Bench } from './bench.ts'
import { arpeggio, type Ended } from './guest.ts'
import { bindKernelDriver } from './kernel-bus.ts'

/** One card behind three adapters, the last of them in the hands of the kernel's driver. */
export async function threePathsStep(bench: Bench): Promise<unknown> {
  await bench.plugIn('card')
  const mcp2221 = await enumerate('mcp2221')
  await bench.pullAll()
  await bench.plugIn('ch341')
  const ch341 = await enumerate('ch341')
  await bench.pullAll()
  const selector = `i2c-dev:${await bindKernelDriver(bench, 'kernelCard')}`
  const adapters = await arpeggio(['adapters', '--json'])
  const i2cDev = await enumerate(selector)
  // The chip keeps the Get UDID that nobody answered, and nobody can tell it to let go.
  const wedged = await enumerate(selector)
  const scan = await arpeggio(['scan', '--adapter', selector, '--json'])
  bench.adapters.kernelCard.restart()
  const resolved = await enumerate(selector)
  return { mcp2221, ch341, i2cDev, adapters, selector, wedged, scan, resolved }
}

/** A bus with nobody on it, by way of the kernel's driver. */
export async function emptyBusStep(bench: Bench): Promise<unknown> {
  return enumerate(`i2c-dev:${await bindKernelDriver(bench, 'empty')}`)
}

function enumerate(selector: string): Promise<Ended> {
  return arpeggio(['enumerate', '--adapter', selector, '--arm', '--json'])
}
