import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import pciNames from '../src/main/engine/names/pci-vendors.json' with { type: 'json' }
import type { ShippedPackage } from './shipped-packages.ts'

const root = resolve(import.meta.dirname, '..')
const RULE = '='.repeat(80)

const HEAD = `Arpeggio brings along work of others: the packages and the list below, each under its licence.
The command line program is Node.js with Arpeggio inside; its licence, and those of what it is made of, lie beside it
in LICENSE.node.txt. The desktop app is Electron with Arpeggio inside; its licences lie beside it in
LICENSE.electron.txt and LICENSES.chromium.html.
Written by "npm run notices".
`

/** The text of THIRD-PARTY-NOTICES.txt: who wrote what goes to users, and under which licence. */
export async function renderNotices(packages: readonly ShippedPackage[]): Promise<string> {
  const width = Math.max(...packages.map(({ name }) => name.length))
  const list = packages.map(({ name, version, licence }) => `${name.padEnd(width)}  ${version.padEnd(8)}  ${licence}`)
  const texts = await Promise.all(packages.filter(hasOwnText).map(section))
  const names = [RULE, 'pci.ids, the PCI ID list', RULE, '', ...pciNames.notice].join('\n')
  return [HEAD, `${list.join('\n')}\n`, `${names}\n`, ...texts].join('\n')
}

/** Those for one system each go with the package that loads them, and have no text of their own. */
function hasOwnText({ name }: ShippedPackage): boolean {
  return !/^@(koromix|node-usb)\//.test(name)
}

async function section({ name, version, licence }: ShippedPackage): Promise<string> {
  const folder = join(root, 'node_modules', name)
  const files = (await readdir(folder)).filter((file) => /^licen[cs]e/i.test(file)).sort()
  const paths = [...files, ...(MORE_TEXTS[name] ?? [])].map((file) => join(folder, file))
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
  const body = texts.length > 0 ? texts.map((text) => text.trim()).join('\n\n') : await withoutText(folder, licence)
  return `${[RULE, `${name} ${version}`, RULE].join('\n')}\n\n${body.replaceAll('\r\n', '\n')}\n`
}

/** Sources of others within a package. Of the licences that hidapi offers, this one. */
const MORE_TEXTS: Readonly<Record<string, readonly string[]>> = { 'node-hid': ['hidapi/LICENSE-bsd.txt'] }

async function withoutText(folder: string, licence: string): Promise<string> {
  const { author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly author: string | { readonly name: string }
  }
  return `By ${typeof author === 'string' ? author : author.name}. Licence: ${licence}; the package has no text of it.`
}
