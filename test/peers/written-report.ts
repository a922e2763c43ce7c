import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findReportFormat } from '#shared/report/formats.ts'
import type { Run } from '#shared/run/run.ts'
import { sha256 } from '../support/sha256.ts'

/** A folder for the time of a test. */
export class Workbench implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'arpeggio-peers-'))

  /** The path of a file in it. */
  path(name: string): string {
    return join(this.#folder, name)
  }

  /** Writes a Run in the form `id`; returns the file's path. */
  write(run: Run, id: string, name = 'report'): string {
    const format = findReportFormat(id)
    if (!format) throw new RangeError(`id: there is no format ${id}`)
    const path = this.path(`${name}.${format.extension}`)
    writeFileSync(path, format.render(run, { sha256 }))
    return path
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
