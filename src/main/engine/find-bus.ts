import type { Selector } from '#shared/adapters/selector.ts'
import type { BusSource } from './opened-bus.ts'

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
      return (await import('./i2c-dev-source.ts')).i2cDevSource(selector.bus)
  }
}
