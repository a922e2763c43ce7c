import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'

const PATH = resolve(import.meta.dirname, '../../docs/reliability.md')

/** The document with `tables` in the places it has for them, each between two comments that name it. */
function filled(text: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((document, [name, table]) => {
    const place = new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- end -->)`)
    if (!place.test(document)) throw new Error(`docs/reliability.md has no place for “${name}”`)
    return document.replace(place, `$1\n${table}\n\n$2`)
  }, text)
}

/** Writes tables into docs/reliability.md. */
export async function writeTables(tables: Readonly<Record<string, string>>): Promise<void> {
  await writeFile(PATH, filled(await readFile(PATH, 'utf8'), tables))
}

/** Whether docs/reliability.md holds these very tables. */
export async function holdsTables(tables: Readonly<Record<string, string>>): Promise<boolean> {
  const text = await readFile(PATH, 'utf8')
  return text === filled(text, tables)
}
