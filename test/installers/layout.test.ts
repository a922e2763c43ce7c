import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UDEV_RULES_FILE } from '../../src/main/ports/udev-rules-file.ts'
import { listAsar, type ArchivedFile } from './asar-listing.ts'
import { packApp, productionPackages, readFuses } from './packed-app.ts'

/** What the installers hold, around a stand-in for Electron: nothing here ran on Electron. */
describe.runIf(process.platform === 'linux')('the packed app', () => {
  let project: string
  let app: string
  let files: ArchivedFile[]
  let paths: string[]

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'arpeggio-layout-'))
    app = await packApp(project)
    files = await listAsar(join(app, 'resources/app.asar'))
    paths = files.map(({ path }) => path)
  }, 300_000)

  afterAll(() => rm(project, { recursive: true, force: true }))

  it('has what the app starts from, and not the command line, which is a program of its own', () => {
    const entries = [
      'main/index.js',
      'main/engine.js',
      'main/store-worker.js',
      'preload/index.cjs',
      'renderer/index.html',
    ]
    expect(paths).toEqual(expect.arrayContaining(['package.json', ...entries.map((entry) => `out/${entry}`)]))
    expect(paths).not.toContain('out/main/cli.js')
  })

  it('keeps the name that names the folder of the user’s data', () => {
    const manifest = JSON.parse(files.find(({ path }) => path === 'package.json')!.text) as object
    expect(manifest).toMatchObject({ name: 'arpeggio', main: './out/main/index.js' })
    expect(manifest).not.toHaveProperty('productName')
  })

  it('has every package that its code imports, and none that only development needs', async () => {
    const code = files.filter(({ path }) => path.startsWith('out/main/') && path.endsWith('.js'))
    const imported = code.flatMap(({ text }) => [...text.matchAll(/(?:from|import\()\s*["']([^."'][^"']*)["']/g)])
    const names = new Set(imported.map((match) => packageOf(match[1]!)).filter((name) => !isBuiltIn(name)))
    const packed = packagesIn(paths)
    expect(names.size).toBeGreaterThan(3)
    expect([...names].filter((name) => !packed.has(name))).toEqual([])
    const production = new Set((await productionPackages()).map((path) => path.slice('node_modules/'.length)))
    expect([...packed].filter((name) => !production.has(name))).toEqual([])
    expect([...packed]).toEqual(expect.arrayContaining(['pg-pool', 'signal-exit', 'pkg-prebuilds']))
  })

  it('has the build, the packages and the manifest, and no source, test or source map', () => {
    expect([...new Set(paths.map((path) => path.split('/')[0]))].sort()).toEqual([
      'node_modules',
      'out',
      'package.json',
    ])
    expect(paths.filter((path) => /\.(map|ts|cc|hh|gyp)$|\.test\./.test(path))).toEqual([])
  })

  it('has the native modules of this system on disk, where they load', () => {
    const natives = files.filter(({ path }) => path.endsWith('.node'))
    expect(natives.filter(({ isUnpacked }) => !isUnpacked)).toEqual([])
    expect(natives.map(({ path }) => path).sort()).toEqual([
      expect.stringMatching(/^node_modules\/@koromix\/koffi-linux-\w+\/linux_\w+\/koffi\.node$/),
      expect.stringMatching(/^node_modules\/@node-usb\/usb-linux-\w+-gnu\/usb\.linux-\w+-gnu\.node$/),
      expect.stringMatching(/^node_modules\/node-hid\/prebuilds\/HID_hidraw-linux-\w+\/node-napi-v4\.node$/),
    ])
    const loads =
      "require('node-hid').getHidapiVersion(); require('usb').usb.getDevices; require('koffi').sizeof('int')"
    execFileSync(process.execPath, ['-e', loads], { cwd: join(app, 'resources/app.asar.unpacked') })
  })

  it('can be turned into nothing but itself: the fuses', async () => {
    // Run as Node, encrypt cookies, NODE_OPTIONS, --inspect, integrity of the archive, the archive alone, (unchanged),
    // privileges of file:, (unchanged).
    expect(await readFuses(join(app, 'arpeggio-desktop'))).toBe('010011101')
  })

  it('comes with the command line, the udev rules and the licences', async () => {
    const resources = join(app, 'resources')
    expect(await readFile(join(resources, 'cli/arpeggio'), 'utf8')).toBe('the program')
    expect(await readFile(join(resources, '70-arpeggio.rules'), 'utf8')).toBe(UDEV_RULES_FILE)
    expect(await readdir(resources)).toEqual(expect.arrayContaining(['LICENSE.txt', 'THIRD-PARTY-NOTICES.txt']))
    expect(await readdir(app)).toEqual(expect.arrayContaining(['LICENSE.electron.txt', 'LICENSES.chromium.html']))
    expect(await readdir(join(app, 'locales'))).toEqual(['en-US.pak'])
  })

  it('looks for no updates', async () => {
    expect(await readdir(join(app, 'resources'))).not.toContain('app-update.yml')
  })

  it('is no larger than it was', () => {
    const packed = files.reduce((sum, { text }) => sum + text.length, 0)
    process.stdout.write(`app.asar: ${paths.length} files, ${(packed / 1e6).toFixed(1)} MB\n`)
    expect(packed).toBeLessThan(10e6)
  })
})

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function isBuiltIn(name: string): boolean {
  return name === 'electron' || name.startsWith('node:') || builtinModules.includes(name)
}

function packagesIn(paths: readonly string[]): Set<string> {
  const inPackages = paths.filter((path) => path.startsWith('node_modules/'))
  return new Set(inPackages.map((path) => packageOf(path.slice('node_modules/'.length))))
}
