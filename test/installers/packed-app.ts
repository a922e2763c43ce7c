import { execFileSync } from 'node:child_process'
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
/** What `@electron/fuses` looks for in a runtime; then the version, how many there are, and each as 0 or 1. */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const INPUTS = [
  'package.json',
  'package-lock.json',
  'electron-builder.yml',
  'LICENSE',
  'THIRD-PARTY-NOTICES.txt',
  'build',
]

/**
 * Packs the app around a runtime that is a stand-in: the places of Electron's files, and its fuses. In a folder of its
 * own, since packing reads the build and the installed packages from fixed places. Gives what an installer would hold.
 */
export async function packApp(project: string): Promise<string> {
  for (const name of INPUTS) await cp(join(root, name), join(project, name), { recursive: true })
  node('electron-vite/bin/electron-vite.js', ['build', '--outDir', join(project, 'out')], root)
  for (const path of await productionPackages()) {
    await cp(join(root, path), join(project, path), { recursive: true, filter: (file) => !isNested(path, file) })
  }
  // What a checkout has besides, and no user needs.
  for (const surplus of ['src/main/index.js', 'test/decoy.js', '.env', 'README.txt'])
    await put(join(project, surplus), '')
  const program = join(project, `dist/cli/${process.platform}-${process.arch}/arpeggio`)
  await put(program, 'the program')
  const runtime = await standInRuntime(join(project, 'runtime'))
  const options = ['--config', 'electron-builder.yml', '--linux', '--dir', `-c.electronDist=${runtime}`]
  node('electron-builder/cli.js', ['--projectDir', project, ...options], project)
  return join(project, 'dist/linux-unpacked')
}

/** The state of each fuse in a runtime. */
export async function readFuses(runtime: string): Promise<string> {
  const text = await readFile(runtime, 'latin1')
  const at = text.indexOf(FUSES) + FUSES.length
  return text.slice(at + 2, at + 2 + text.charCodeAt(at + 1))
}

/** Where each package lies that an install without development packages has on this system. */
export async function productionPackages(): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>
  }
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true && existsSync(join(root, path)))
    .map(([path]) => path)
}

function isNested(path: string, file: string): boolean {
  return file.slice(join(root, path).length).includes('node_modules')
}

async function standInRuntime(folder: string): Promise<string> {
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'locales/en-US.pak', 'locales/de.pak']) {
    await put(join(folder, name), name)
  }
  await mkdir(join(folder, 'resources'))
  await put(join(folder, 'electron'), `a runtime ${FUSES}\u0001\u0009111111111`)
  await chmod(join(folder, 'electron'), 0o755)
  return folder
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text, 'latin1')
}

function node(script: string, args: readonly string[], cwd: string): void {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], { cwd, stdio: 'pipe' })
}
