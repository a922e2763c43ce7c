import { didYouMean } from '#shared/adapters/near-name.ts'
import type { ScenarioName } from '#shared/adapters/selector.ts'
import { readDocument } from '../bundle/read-document.ts'
import { RequestError } from '#shared/api/refusals.ts'

/**
 * A scenario as its file spells it: a built-in one, a file's, or the one in a bundle. Whether it is sound is for
 * whoever parses it to find out.
 * @throws RequestError for an unknown name, or a file that can't be read
 */
export async function scenarioText(name: ScenarioName): Promise<string> {
  if (name.path !== undefined) return scenarioFileText(name.path)
  const { BUILT_IN_NAMES, isBuiltInName, loadBuiltInFile } = await import('#shared/sim/scenarios/built-in.ts')
  if (isBuiltInName(name.builtIn)) return `${JSON.stringify(await loadBuiltInFile(name.builtIn), null, 2)}\n`
  const hint = didYouMean(name.builtIn, BUILT_IN_NAMES)
  throw new RequestError(
    `no scenario is called "${name.builtIn}"${hint}: "arpeggio sim list" shows them, a file is named by its path, PATH.json or PATH.arpeggio`,
  )
}

async function scenarioFileText(path: string): Promise<string> {
  try {
    return await readDocument(path, 'scenario.json')
  } catch (error) {
    if (error instanceof SyntaxError) throw new RequestError(`${path} gives no scenario: ${error.message}`)
    throw new RequestError(`can't read the scenario file ${path} (${reason(error)})`, { cause: error })
  }
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
