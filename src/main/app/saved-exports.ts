import { dirname, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { RequestError } from '#shared/api/refusals.ts'
import type { AnswerOf, ArgumentOf, RenderedExport, Reply } from '#shared/api/contract.ts'

/** What saving needs of the app. */
export interface SavedExportsParts {
  readonly render: (argument: ArgumentOf<'export:render'>) => Promise<Reply<RenderedExport>>
  /** Asks the user where to; undefined when they would rather not. */
  readonly ask: (suggestion: string) => Promise<string | undefined>
  readonly show: (path: string) => void
  /** Where the first one goes. */
  readonly folder: string
}

/** Writes runs where the user says, and shows what was written. */
export class SavedExports {
  readonly #parts: SavedExportsParts
  readonly #paths = new Set<string>()
  #folder: string

  constructor(parts: SavedExportsParts) {
    this.#parts = parts
    this.#folder = parts.folder
  }

  /** @throws RequestError where it can't be written */
  async save(argument: ArgumentOf<'export:save'>): Promise<Reply<AnswerOf<'export:save'>>> {
    const rendered = await this.#parts.render(argument)
    if (!rendered.ok) return rendered
    const { fileName, encoding, content } = rendered.value
    const path = await this.#parts.ask(join(this.#folder, fileName))
    if (path === undefined) return { ok: true, value: null }
    const bytes = Buffer.from(content, encoding)
    try {
      await writeFileAtomic(path, bytes)
    } catch (error) {
      throw new RequestError(`can't write ${path} (${error instanceof Error ? error.message : String(error)})`)
    }
    this.#folder = dirname(path)
    this.#paths.add(path)
    return { ok: true, value: { path, bytes: bytes.length } }
  }

  /**
   * Only what was saved here: a page names no other files.
   * @throws RequestError for them
   */
  show({ path }: ArgumentOf<'export:show'>): Reply<null> {
    if (!this.#paths.has(path)) throw new RequestError('only files that were saved here are shown')
    this.#parts.show(path)
    return { ok: true, value: null }
  }
}
