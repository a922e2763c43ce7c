import type { Selector } from '#shared/adapters/selector.ts'
import { USUAL_CLOCK_HZ, type BusSource } from './opened-bus.ts'
import { OpenError } from './refusals.ts'

/**
 * The bus a selector names. What is needed to open it is loaded only now: most runs need one adapter of all.
 * @throws RequestError where the selector can't name a bus
 */
export async function findBus(selector: Selector): Promise<BusSource> {
  switch (selector.kind) {
    case 'sim':
      return (await import('./simulated-source.ts')).simulatedSource(selector)
    case 'mcp2221':
      return (await import('./mcp2221-source.ts')).mcp2221Source(selector.serial)
    case 'ch341':
      return (await import('./ch341-source.ts')).ch341Source(selector.portPath)
    case 'i2c-dev':
      return notYet("the kernel's own buses (i2c-dev)")
  }
}

function notYet(what: string): BusSource {
  const message = `this version does not drive ${what} yet; use mcp2221, or a simulated bus such as sim:pcie-card`
  return {
    capabilities: undefined,
    usualClockHz: USUAL_CLOCK_HZ,
    open: () => Promise.reject(new OpenError('unsupported', message)),
  }
}
