import type { Run, RunDevice } from './run.ts'

/** The version of the documents that compare two runs. */
export const COMPARISON_SCHEMA_VERSION = '1.0'

/** What differs between two runs. The document that `diff --json` gives; keys in its order. */
export interface Comparison {
  readonly schema_version: string
  readonly old: ComparedRun
  readonly new: ComparedRun
  /** True where anything below is listed, or the verdicts differ. */
  readonly different: boolean
  readonly verdict: Change<Run['summary']['verdict']> | null
  /** True or false, where one of the runs was cut short. */
  readonly complete: Change<boolean> | null
  readonly appeared: readonly ListedDevice[]
  readonly left: readonly ListedDevice[]
  readonly moved: readonly (Pick<RunDevice, 'udid'> & Change<string | null>)[]
  readonly changed: readonly (ListedDevice & { readonly fields: readonly FieldChange[] })[]
  readonly findings: { readonly came: readonly ListedFinding[]; readonly went: readonly ListedFinding[] }
  /** Addresses both runs probed. */
  readonly other_addresses: { readonly appeared: readonly string[]; readonly left: readonly string[] }
}

/** Which run it was. */
export type ComparedRun = Pick<Run, 'run_id' | 'operation' | 'started_utc'>

/** Something that was one thing and is another. */
export interface Change<T> {
  readonly old: T
  readonly new: T
}

/** A device, told by what tells it from others. */
export type ListedDevice = Pick<RunDevice, 'udid' | 'address' | 'vendor_name'>

/** A field of a device that changed, by its key in the Run document. */
export type FieldChange = { readonly field: string } & Change<string>

/** A finding and whose it is: a UDID, or null for the bus. */
export interface ListedFinding {
  readonly udid: string | null
  readonly code: string
  readonly severity: Run['findings'][number]['severity']
  readonly message: string
}
