import type { ScenarioListing } from '#shared/api/adapter-list.ts'
import { BUILT_IN_NAMES, loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'

/** The cards that come with the program. */
export function listScenarios(): Promise<ScenarioListing[]> {
  return Promise.all(
    BUILT_IN_NAMES.map(async (name) => {
      const { description, devices } = await loadBuiltIn(name)
      return { name, description, arpDevices: devices.filter(({ kind }) => kind === 'arp').length }
    }),
  )
}
