import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { settingsSchema } from '#shared/api/request-schemas.ts'
import { DEFAULT_SETTINGS, type Settings } from '#shared/api/settings.ts'

/** Settings in a file of their own, written whole or not at all. A file that can't be understood counts as none. */
export class SettingsFile {
  readonly #path: string
  readonly #log: (line: string) => void
  #settings: Promise<Settings> | undefined
  #written: Promise<unknown> = Promise.resolve()

  constructor(path: string, log: (line: string) => void) {
    this.#path = path
    this.#log = log
  }

  read(): Promise<Settings> {
    this.#settings ??= this.#load()
    return this.#settings
  }

  /** Changes the settings named, and settles when they are on disk. */
  async write(changes: Partial<Settings>): Promise<Settings> {
    const changed = this.read().then((settings) => ({ ...settings, ...changes }))
    this.#settings = changed
    const settings = await changed
    this.#written = this.#written.then(() => this.#save(settings))
    await this.#written
    return settings
  }

  async #load(): Promise<Settings> {
    try {
      const stored = settingsSchema.parse(JSON.parse(await readFile(this.#path, 'utf8')))
      return { ...DEFAULT_SETTINGS, ...stored }
    } catch (error) {
      if (!isMissing(error)) this.#log(`${this.#path} is no file of settings, the usual ones hold`)
      return DEFAULT_SETTINGS
    }
  }

  /** What can't be written holds until the program ends. */
  async #save(settings: Settings): Promise<void> {
    try {
      await mkdir(dirname(this.#path), { recursive: true })
      await writeFileAtomic(this.#path, `${JSON.stringify(settings, null, 2)}\n`)
    } catch (error) {
      this.#log(`can't write the settings to ${this.#path} (${error instanceof Error ? error.message : String(error)})`)
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
