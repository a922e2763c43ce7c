import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { RunStarted } from '#shared/arp/events.ts'
import { thisComputer } from '../../doctor/doctor-system.ts'
import { examine } from '../../doctor/examine.ts'
import { watchUsb } from '../../ports/usb-hotplug.ts'
import { usualLocation } from '../../store/store-location.ts'
import { BusGate } from '../bus-gate.ts'
import { engineParts } from '../create-engine.ts'
import { Engine } from '../engine.ts'
import { liveSource } from '../live-bus.ts'
import { loadPciNames } from '../pci-names.ts'
import { redacted } from '../redacted.ts'
import { systemClock } from '../system-clock.ts'
import { BundleCards } from './bundle-cards.ts'
import { EngineApi } from './engine-api.ts'
import { SettingsFile } from './settings-file.ts'
import { StoredHistory } from './stored-history.ts'
import { systemReport } from './system-report.ts'

/** What the host of an engine decides. */
export interface EngineHosting {
  readonly tool: RunStarted['tool']
  /** Where settings and the history are kept. */
  readonly dataFolder: string
  /** Takes one line at a time. */
  readonly log: (line: string) => void
}

/** The engine of this computer with everything front ends ask for. */
export function createEngineApi({ tool, dataFolder, log }: EngineHosting): EngineApi {
  const gate = new BusGate()
  const parts = engineParts(tool)
  const findBus: typeof parts.findBus = async (selector) => liveSource(await parts.findBus(selector), gate, systemClock)
  return new EngineApi({
    engine: new Engine({ ...parts, findBus }),
    clock: systemClock,
    gate,
    history: new StoredHistory(usualLocation(dataFolder), log),
    cards: new BundleCards(join(dataFolder, 'cards')),
    loadNames: loadPciNames,
    settings: new SettingsFile(join(dataFolder, 'settings.json'), log),
    watchPlugs: (changed) => watchUsb(changed),
    examine: () => examine(thisComputer(() => parts.listAdapters())),
    report: () => systemReport(tool.version),
    user: userName(),
    defect: (error) => log(redacted(`a defect of its own, please report it: ${String(error)}`)),
  })
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A user the system has no name for, as in a container.
    return 'unknown user'
  }
}
