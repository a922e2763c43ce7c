import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UDEV_RULES_FILE } from '../../src/main/ports/udev-rules-file.ts'
import manifest from '../../package.json' with { type: 'json' }

const root = resolve(import.meta.dirname, '../..')
const isLinux = process.platform === 'linux'

/** The command line as a program, far from any node_modules but its own. */
describe('the program', () => {
  let folder: string
  let program: string

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'arpeggio-program-')))
    await mkdir(join(folder, 'page'))
    await mkdir(join(folder, 'empty'))
    await writeFile(join(folder, 'page/index.html'), '<title>Arpeggio</title>')
    const options = ['--out', join(folder, 'main/cli'), '--page', join(folder, 'page')]
    execFileSync(process.execPath, [join(root, 'tools/build-cli.ts'), ...options], { stdio: 'pipe' })
    program = join(folder, 'main/cli', process.platform === 'win32' ? 'arpeggio.exe' : 'arpeggio')
  }, 300_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  const surroundings = (more: NodeJS.ProcessEnv = {}): { cwd: string; env: NodeJS.ProcessEnv } => ({
    cwd: join(folder, 'empty'),
    env: { ...process.env, ARPEGGIO_DATA_FOLDER: join(folder, 'data'), ...more },
  })

  function start(line: string, more: NodeJS.ProcessEnv = {}) {
    const { status, stdout, stderr } = spawnSync(program, line.split(' '), { ...surroundings(more), encoding: 'utf8' })
    return { status, stdout, stderr }
  }

  it('states its version, and shows its help', () => {
    expect(start('--version')).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' })
    expect(start('--help').stdout).toMatch(/^Usage: arpeggio /)
  })

  it('enumerates a simulated card, and keeps the run in the history, by its thread', () => {
    const { status, stdout, stderr } = start('enumerate --adapter sim:pcie-card --arm --json --quiet')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const run = JSON.parse(stdout) as { run_id: string; devices: { vendor_name: string }[] }
    expect(run.devices.map(({ vendor_name: name }) => name)).toContain('Intel Corporation')
    const { runs } = JSON.parse(start('history --json').stdout) as { runs: { run_id: string }[] }
    expect(runs.map(({ run_id: id }) => id)).toEqual([run.run_id])
  })

  it('names PCI devices from the list inside', () => {
    expect(start('decode udid 410b8086153100040000000000c91234').stdout).toContain('I210 Gigabit')
  })

  it('loads its native modules from beside it', () => {
    const { stdout, stderr } = start('adapters')
    expect({ stderr, saysSo: stdout.includes('does not load') }).toEqual({ stderr: '', saysSo: false })
    const require = createRequire(program)
    const paths = ['node-hid', 'usb', ...(isLinux ? ['koffi'] : [])].map((name) => require.resolve(name))
    expect(paths.filter((path) => !path.startsWith(join(folder, 'main/cli/node_modules')))).toEqual([])
    const load = `const r = require('node:module').createRequire(${JSON.stringify(program)});`
    const each = `r('node-hid').getHidapiVersion(); r('usb').usb.getDevices; ${isLinux ? "r('koffi').sizeof('int')" : ''}`
    execFileSync(process.execPath, ['-e', load + each], surroundings())
  })

  it.runIf(isLinux)('brings the udev rules that the doctor prints', async () => {
    expect(await readFile(join(folder, 'main/cli/70-arpeggio.rules'), 'utf8')).toBe(UDEV_RULES_FILE)
    expect(start('doctor').stdout).toContain(UDEV_RULES_FILE)
  })

  it('serves the page that lies beside it', async () => {
    const served = spawn(program, ['serve', '--quiet'], { ...surroundings(), stdio: ['ignore', 'pipe', 'inherit'] })
    const [address] = (await once(createInterface(served.stdout), 'line')) as [string]
    expect(await (await fetch(address)).text()).toBe('<title>Arpeggio</title>')
    served.kill('SIGTERM')
    await once(served, 'exit')
  })

  it('takes no options of Node from its environment', () => {
    expect(start('--version', { NODE_OPTIONS: '--require ./not-there.js' }).status).toBe(0)
  })

  it('has the binaries of this system alone', async () => {
    const files = await readdir(join(folder, 'main/cli/node_modules'), { recursive: true })
    const binaries = files.filter((file) => file.endsWith('.node'))
    expect(binaries.length).toBeGreaterThan(1)
    expect(binaries.filter((file) => !file.includes(process.platform) || !file.includes(process.arch))).toEqual([])
  })
})
