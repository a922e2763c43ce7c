import { readFile } from 'node:fs/promises'

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>
  readonly unpacked?: boolean
  readonly offset?: string
  readonly size?: number
}

/** A file in an archive, and whether it lies beside it instead. */
export interface ArchivedFile {
  readonly path: string
  readonly isUnpacked: boolean
  /** Where it is packed. */
  readonly text: string
}

/** The files of an .asar: a header in JSON, its length before it, and the files one after another. */
export async function listAsar(path: string): Promise<ArchivedFile[]> {
  const bytes = await readFile(path)
  const headerEnd = 8 + bytes.readUInt32LE(4)
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))) as Entry
  const walk = (folder: string, { files = {} }: Entry): ArchivedFile[] =>
    Object.entries(files).flatMap(([name, entry]) => {
      const at = folder === '' ? name : `${folder}/${name}`
      if (entry.files) return walk(at, entry)
      const start = headerEnd + Number(entry.offset)
      const isUnpacked = entry.unpacked ?? false
      const text = isUnpacked ? '' : bytes.toString('utf8', start, start + (entry.size ?? 0))
      return [{ path: at, isUnpacked, text }]
    })
  return walk('', header)
}
