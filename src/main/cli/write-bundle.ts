import type { Run } from '#shared/run/run.ts'
import { bundleScenario, type RunOrigin } from '../bundle/bundle-scenario.ts'
import { renderBundle } from '../bundle/render-bundle.ts'
import { systemReport } from '../engine/api/system-report.ts'
import { UsageError } from './failure.ts'
import { writeOutput } from './output-file.ts'
import { version } from './version.js'

/**
 * Writes the bundle of a Run, whole or not at all.
 * @throws UsageError
 */
export async function writeBundle(path: string, run: Run, origin: RunOrigin): Promise<void> {
  const scenario = await bundleScenario(run, origin)
  await writeOutput(path, bundleBytes(run, scenario))
}

function bundleBytes(run: Run, scenario: string): Uint8Array {
  try {
    return renderBundle(run, { scenario, system: systemReport(version) })
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${error.message}; -o FILE.json takes a run of any length`)
    throw error
  }
}
