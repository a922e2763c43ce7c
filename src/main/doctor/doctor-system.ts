import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AdapterList } from '#shared/api/adapter-list.ts'

/** What of a computer the doctor looks at; tests bring their own. */
export interface DoctorSystem {
  readonly platform: NodeJS.Platform
  /** Where udev looks for rules, the one that counts first. */
  readonly rulesDirectories: readonly string[]
  readonly nowUtc: () => string
  /** Sends nothing on any bus. */
  readonly listAdapters: () => Promise<AdapterList>
  /** The text of a file; null where there is none, or it can't be read. */
  readonly readText: (path: string) => Promise<string | null>
}

/** This computer, with the adapters that `listAdapters` finds. */
export function thisComputer(listAdapters: DoctorSystem['listAdapters']): DoctorSystem {
  return {
    platform: process.platform,
    rulesDirectories: ['etc', 'run', 'usr/local/lib', 'usr/lib', 'lib'].map((root) => join('/', root, 'udev/rules.d')),
    nowUtc: () => new Date().toISOString(),
    listAdapters,
    readText: (path) => readFile(path, 'utf8').catch(() => null),
  }
}
