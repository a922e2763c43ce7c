import { parseSelector, type ScenarioName } from '#shared/adapters/selector.ts'
import type { Run } from '#shared/run/run.ts'
import { reconstructScenario } from '#shared/sim/replay/reconstruct-scenario.ts'
import { parseScenario } from '#shared/sim/scenario.ts'
import { RequestError } from '#shared/api/refusals.ts'
import { scenarioText } from '../engine/scenario-text.ts'

/** Where a Run comes from: made by this program just now, or read from a file. */
export type RunOrigin = 'made' | 'read'

/**
 * Text of the scenario that stands for the bus of a Run: of a simulated bus its own, else one reconstructed from what
 * the Run shows. A file that a Run from elsewhere names is not opened: it need not be what it was, nor meant to be sent.
 */
export async function bundleScenario(run: Run, origin: RunOrigin): Promise<string> {
  return (await ownScenario(run, origin)) ?? `${JSON.stringify(reconstructScenario(run), null, 2)}\n`
}

/** The scenario that was run; undefined for hardware, and where it can't be had a second time, as from a pipe. */
async function ownScenario({ adapter }: Run, origin: RunOrigin): Promise<string | undefined> {
  const name = adapter.simulated ? scenarioName(adapter.selector) : undefined
  if (!name || (name.path !== undefined && origin === 'read')) return undefined
  try {
    const text = await scenarioText(name)
    parseScenario(text)
    return text
  } catch (error) {
    if (error instanceof RequestError || error instanceof SyntaxError) return undefined
    throw error
  }
}

function scenarioName(text: string): ScenarioName | undefined {
  try {
    const selector = parseSelector(text)
    return selector.kind === 'sim' ? selector.scenario : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
