import type { ExportFormat, RenderedExport } from '#shared/api/contract.ts'
import type { SystemReport } from '#shared/api/doctor-report.ts'
import { exportFileName } from '#shared/api/export-name.ts'
import { RequestError } from '#shared/api/refusals.ts'
import type { Run } from '#shared/run/run.ts'
import { bundleScenario } from '../../bundle/bundle-scenario.ts'
import { renderBundle } from '../../bundle/render-bundle.ts'

/** What is sent to somebody else: the run, and a bus that behaves as its own did. */
export const BUNDLE_FORMAT: ExportFormat = {
  name: 'bundle',
  title: 'Session bundle',
  description: 'The run, and its bus to try again anywhere',
  extension: 'arpeggio',
  mediaType: 'application/zip',
}

/**
 * A run of the history as a session bundle.
 * @throws RequestError for a run too long for one
 */
export async function renderBundleExport(run: Run, system: SystemReport): Promise<RenderedExport> {
  const { extension, mediaType } = BUNDLE_FORMAT
  const scenario = await bundleScenario(run, 'read')
  try {
    const content = Buffer.from(renderBundle(run, { scenario, system })).toString('base64')
    return { fileName: exportFileName(run, extension), mediaType, encoding: 'base64', content }
  } catch (error) {
    if (error instanceof RangeError) throw new RequestError(`${error.message}; JSON takes a run of any length`)
    throw error
  }
}
