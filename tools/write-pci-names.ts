/*
 * Writes the lists of PCI vendor and device names that the engine ships, from a file pci.ids: the one given, or the one
 * that Linux distributions install (Debian: package pci.ids). `npm run pci-names -- [FILE]`
 */
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parsePciIds, renderNameFiles } from './pci-ids.ts'

const [, , source = '/usr/share/misc/pci.ids'] = process.argv
const folder = resolve(import.meta.dirname, '../src/main/engine/names')
for (const { name, text } of renderNameFiles(parsePciIds(await readFile(source, 'utf8')))) {
  await writeFile(resolve(folder, name), text)
}
