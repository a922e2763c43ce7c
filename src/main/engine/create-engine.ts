import { randomUUID } from 'node:crypto'
import type { RunStarted } from '#shared/arp/events.ts'
import { Engine, type EngineParts } from './engine.ts'
import { findBus } from './find-bus.ts'
import { systemClock } from './system-clock.ts'

/** The engine on this computer, for `tool`. */
export function createEngine(tool: RunStarted['tool']): Engine {
  return new Engine(engineParts(tool))
}

/** What an engine on this computer is made of. */
export function engineParts(tool: RunStarted['tool']): EngineParts {
  return {
    clock: systemClock,
    tool,
    host: { os: process.platform, arch: process.arch },
    newRunId: randomUUID,
    loadNames: async () => (await import('./pci-names.ts')).loadPciVendorNames(),
    findBus,
    listAdapters: async () => (await import('./list-adapters.ts')).listAdapters(),
  }
}
