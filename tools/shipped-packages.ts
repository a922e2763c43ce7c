import { svelte } from '@sveltejs/vite-plugin-svelte'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { jsonImports } from './json-imports.ts'

/** A package of somebody else's, some of which goes to users. */
export interface ShippedPackage {
  readonly name: string
  readonly version: string
  /** As its manifest has it, an SPDX expression. */
  readonly licence: string
}

/** What of package-lock.json is read. */
interface LockEntry {
  readonly version: string
  readonly license?: string
  readonly dev?: boolean
  readonly optional?: boolean
}

const root = resolve(import.meta.dirname, '..')
const IN_NODE_MODULES = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//

/** All there are, by name: the packages an install without development packages has, and what is built into the page. */
export async function shippedPackages(): Promise<ShippedPackage[]> {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockEntry>>
  }
  const bundled = await packagesOfPage()
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && (dev !== true || bundled.has(nameOf(path))))
    .map(([path, { version, license }]) => ({
      name: nameOf(path),
      version,
      licence: license ?? FOUND_OUT[nameOf(path)] ?? 'none',
    }))
    .filter(({ name }, index, all) => all.findIndex((other) => other.name === name) === index)
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** Names of the packages that modules of the built page come from. */
async function packagesOfPage(): Promise<Set<string>> {
  const built = await build({
    configFile: false,
    root: join(root, 'src/renderer'),
    logLevel: 'error',
    plugins: [svelte({ configFile: false }), jsonImports()],
    build: { write: false, rolldownOptions: { input: join(root, 'src/renderer/index.html') } },
  })
  if (!('output' in built)) throw new Error('the page was built in several forms, or watched')
  const files = built.output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : file.originalFileNames))
  const names = files.map((file) => IN_NODE_MODULES.exec(resolve(root, 'src/renderer', file))?.[1])
  return new Set([...names.filter((name) => name !== undefined), ...FONTS])
}

/** Style sheets leave no trace of where their fonts come from. */
const FONTS = ['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono']

/** Where a manifest names no licence, that of the text beside it. */
const FOUND_OUT: Readonly<Record<string, string>> = { 'svelte-toolbelt': 'MIT' }

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}
