import { parseScenarioName } from '#shared/adapters/selector.ts'
import { BUILT_IN_NAMES, loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { scenarioText } from '../engine/scenario-text.ts'
import { loadScenario } from '../engine/simulated-source.ts'
import type { CliHost } from './host.ts'
import { wrap } from './render/columns.ts'
import { renderDocument } from './render/document.ts'
import { viewOf } from './render/view.ts'

/** Lists the built-in scenarios. */
export async function listScenarios({ stdout }: CliHost, asJson: boolean): Promise<void> {
  const scenarios = await Promise.all(BUILT_IN_NAMES.map(loadBuiltIn))
  const listed = scenarios.map(({ name, description }) => ({ name, description }))
  if (asJson) {
    stdout.write(renderDocument({ scenarios: listed }))
    return
  }
  const { colours, columns = Infinity } = viewOf(stdout)
  const width = Math.max(...BUILT_IN_NAMES.map((name) => name.length))
  for (const { name, description } of listed) {
    const [first = '', ...rest] = wrap(`${name.padEnd(width)}  `, description, columns)
    stdout.write([first.replace(name, colours.bold(name)), ...rest, ''].join('\n'))
  }
}

/** Prints a scenario as its file spells it, once it has been found sound. */
export async function showScenario({ stdout }: CliHost, text: string): Promise<void> {
  const name = parseScenarioName(text)
  // Throws where there is none, or it is not sound.
  await loadScenario(name)
  stdout.write(await scenarioText(name))
}
