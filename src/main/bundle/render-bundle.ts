import { zipSync } from 'fflate'
import { renderJson } from '#shared/report/json.ts'
import type { Run } from '#shared/run/run.ts'
import type { SystemReport } from '#shared/api/doctor-report.ts'
import { sha256 } from '../engine/sha256.ts'
import { LONGEST_BUNDLE_BYTES, LONGEST_ENTRY_BYTES, type BundleEntryName } from './bundle-format.ts'
import { logText } from './log-text.ts'
import { systemText } from './system-text.ts'

/** Read by its local fields, so that it is the same in every time zone; noon is there in all of them. */
const ALWAYS = new Date(1980, 0, 1, 12)

/** What goes into a bundle besides the Run itself. */
export interface BundleParts {
  /** Text of the scenario that stands for the bus. */
  readonly scenario: string
  readonly system: Omit<SystemReport, 'text'>
}

/**
 * The bundle of a Run; the same content gives the same bytes.
 * @throws RangeError of one line where it would be longer than bundles may be
 */
export function renderBundle(run: Run, { scenario, system }: BundleParts): Uint8Array {
  const texts: Readonly<Record<BundleEntryName, string>> = {
    'run.json': renderJson(run, sha256),
    'log.txt': logText(run),
    'system.json': systemText(run, system),
    'scenario.json': scenario,
  }
  const entries = Object.entries(texts).map(([name, text]) => [name, new TextEncoder().encode(text)] as const)
  for (const [name, { length }] of entries)
    checkLength(`its ${name}`, length, LONGEST_ENTRY_BYTES[name as BundleEntryName])
  const bundle = zipSync(Object.fromEntries(entries), { mtime: ALWAYS })
  checkLength('it', bundle.length, LONGEST_BUNDLE_BYTES)
  return bundle
}

function checkLength(what: string, length: number, longest: number): void {
  if (length > longest)
    throw new RangeError(`the run is too long for a bundle: ${what} has ${length} bytes of ${longest}`)
}
