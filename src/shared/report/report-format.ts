import type { Sha256 } from '#shared/run/digest.ts'
import type { Run } from '#shared/run/run.ts'

/** What rendering needs and this code has not: the host brings it. */
export interface ReportContext {
  readonly sha256: Sha256
}

/** One form a Run can be written in. */
export interface ReportFormat {
  /** What `--format` calls it. */
  readonly id: string
  /** What people are shown: `CSV, one device a row`. */
  readonly title: string
  /** Of a file, without the dot. */
  readonly extension: string
  readonly mediaType: string
  /** The whole file. Never fails, whatever the Run holds. */
  readonly render: (run: Run, context: ReportContext) => string | Uint8Array<ArrayBuffer>
}
