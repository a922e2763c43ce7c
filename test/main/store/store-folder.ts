import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../../src/main/store/open-store.ts'
import type { RunStore } from '../../../src/main/store/run-store.ts'

/** A folder with a history in a file, gone when it is disposed of. */
export class StoreFolder implements AsyncDisposable {
  readonly folder: string
  /** What stores said here. */
  readonly said: string[] = []

  private constructor(folder: string) {
    this.folder = folder
  }

  static async make(): Promise<StoreFolder> {
    return new StoreFolder(await mkdtemp(join(tmpdir(), 'arpeggio-store-')))
  }

  get path(): string {
    return join(this.folder, 'history.db')
  }

  open(): RunStore {
    return openStore({ kind: 'sqlite', path: this.path, mayCreateFolder: false }, (line) => void this.said.push(line))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
