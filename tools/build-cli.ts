/*
 * Makes the command line a program of its own: Node with our code inside, and beside it what can't be inside, the native
 * modules, the history's thread and the page. `npm run build:cli` goes to dist/cli/PLATFORM-ARCH.
 * A Mac's other processor: `-- --arch x64 --node FILE`, with a Node of this very version for it. `--universal` lays the
 * native modules of both beside it, as the two halves of an app for both have to be alike in them.
 */
import { execFileSync } from 'node:child_process'
import { chmod, copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'vite'
import { UDEV_RULES_FILE } from '../src/main/ports/udev-rules-file.ts'
import { RULE_FILE_NAME } from '../src/main/ports/udev-rule.ts'
import { nativePackages } from './native-packages.ts'

const root = resolve(import.meta.dirname, '..')
/** Stands in every Node, to be found and switched by whoever puts a program inside. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'
const BUNDLES = { cli: 'src/main/cli/launcher.js', 'store-worker': 'src/main/store/worker.ts' }

const { values: options } = parseArgs({
  options: {
    arch: { type: 'string', default: process.arch },
    node: { type: 'string', default: process.execPath },
    page: { type: 'string', default: join(root, 'out/renderer') },
    out: { type: 'string' },
    universal: { type: 'boolean', default: false },
  },
})
const { platform } = process
const folder = resolve(options.out ?? join(root, `dist/cli/${platform}-${options.arch}`))
const program = join(folder, platform === 'win32' ? 'arpeggio.exe' : 'arpeggio')

const work = await mkdtemp(join(tmpdir(), 'arpeggio-cli-'))
const blob = join(work, 'cli.blob')
try {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const [name, entry] of Object.entries(BUNDLES)) await bundle(name, entry)
  await makeBlob()
  await makeProgram()
  await layBeside()
} finally {
  await rm(work, { recursive: true, force: true })
}

/** One file of CommonJS, which is what a program inside Node has to be. */
async function bundle(name: string, entry: string): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['node-hid', 'usb', 'koffi', 'pg-native'] },
    build: {
      ssr: true,
      target: 'node24',
      outDir: work,
      emptyOutDir: false,
      rolldownOptions: {
        input: { [name]: resolve(root, entry) },
        output: {
          format: 'cjs',
          codeSplitting: false,
          dynamicImportInCjs: false,
          entryFileNames: '[name].cjs',
          // Inside Node, `require` knows Node's own modules only: packages are those beside the program.
          intro: name === 'cli' ? "require = require('node:module').createRequire(process.execPath);" : '',
        },
      },
    },
  })
}

async function makeBlob(): Promise<void> {
  const config = {
    main: join(work, 'cli.cjs'),
    output: blob,
    disableExperimentalSEAWarning: true,
    // Neither is one processor's made on another.
    useSnapshot: false,
    useCodeCache: options.arch === process.arch,
    // No NODE_OPTIONS: nobody loads code of theirs into this program by its environment.
    execArgvExtension: 'none',
  }
  await writeFile(join(work, 'sea.json'), JSON.stringify(config))
  run(process.execPath, ['--experimental-sea-config', join(work, 'sea.json')])
}

async function makeProgram(): Promise<void> {
  await copyFile(options.node, program)
  await chmod(program, 0o755)
  // A signature does not survive what comes, and macOS starts nothing without one: the installers put their own on it.
  if (platform === 'darwin') run('codesign', ['--remove-signature', program])
  const postject = fileURLToPath(import.meta.resolve('postject/dist/cli.js'))
  const where = ['--sentinel-fuse', FUSE, '--macho-segment-name', 'NODE_SEA']
  run(process.execPath, [postject, program, 'NODE_SEA_BLOB', blob, ...where])
  if (platform === 'darwin') run('codesign', ['--sign', '-', program])
}

/** Quietly; what it says is part of the error where it fails. */
function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

async function layBeside(): Promise<void> {
  await copyFile(join(work, 'store-worker.cjs'), join(folder, 'store-worker.cjs'))
  await cp(options.page, join(folder, 'renderer'), { recursive: true })
  const processors = options.universal ? ['arm64', 'x64'] : [options.arch]
  for (const { name, files } of processors.flatMap((arch) => nativePackages(platform, arch))) {
    for (const file of files) await copyWithin(join('node_modules', name), file)
  }
  for (const file of ['LICENSE', 'THIRD-PARTY-NOTICES.txt']) await copyFile(join(root, file), join(folder, file))
  await copyFile(join(root, 'build/licences/node-24.txt'), join(folder, 'LICENSE.node.txt'))
  if (platform === 'linux') await writeFile(join(folder, RULE_FILE_NAME), UDEV_RULES_FILE)
}

async function copyWithin(from: string, file: string): Promise<void> {
  const target = join(folder, from, file)
  await mkdir(dirname(target), { recursive: true })
  await cp(join(root, from, file), target, { recursive: true, dereference: true })
}
