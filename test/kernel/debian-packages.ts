import { execFile } from 'node:child_process'
import { access, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** QEMU and what the guest runs; libusb and libudev are what node-hid is linked to. */
const PACKAGES = [
  'qemu-system-x86',
  'linux-image-amd64',
  'busybox-static',
  'kmod',
  'udev',
  'usbip',
  'i2c-tools',
  'libstdc++6',
  'libusb-1.0-0',
  'libudev1',
]

/** A change of what is unpacked, or how, wants another number: the folder is made anew then. */
const EDITION = 1
const LINKED = ['bin', 'sbin', 'lib', 'lib64']
const FOLDERS = ['arpeggio', 'dev', 'proc', 'run', 'sys', 'tmp', 'var']
const UNUSED = ['doc', 'man', 'locale', 'iso-codes', 'lintian', 'bug']

/** What the kernel tests need is not to be had here; the message says what and why. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}

/** A folder with a Debian system in it: QEMU, a kernel with its modules, and the guest's programs. */
export interface DebianTree {
  readonly root: string
  readonly kernel: string
  readonly kernelVersion: string
}

/**
 * The Debian tree in the cache of this user, downloaded and unpacked where it is not there yet. Needs neither root
 * nor an installed package but apt, dpkg and tar: apt is shown an empty system, so it brings all that is needed.
 * @throws Unavailable saying what is missing
 */
export async function debianTree(log: (line: string) => void): Promise<DebianTree> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'arpeggio-kernel-tests')
  const root = join(cache, `debian-${EDITION}`)
  if (!(await exists(root))) await build(cache, root, log)
  const [kernelVersion] = (await readdir(join(root, 'lib/modules'))).sort().reverse()
  if (kernelVersion === undefined) throw new Unavailable(`no kernel in ${root}: remove that folder and try again`)
  return { root, kernelVersion, kernel: join(root, 'boot', `vmlinuz-${kernelVersion}`) }
}

async function build(cache: string, root: string, log: (line: string) => void): Promise<void> {
  if (process.arch !== 'x64' || process.platform !== 'linux') throw new Unavailable('they run on x64 Linux only')
  for (const tool of ['apt-get', 'dpkg-deb', 'tar']) {
    if (!(await isInPath(tool))) throw new Unavailable(`${tool} is missing: they need a Debian system to run on`)
  }
  log(`downloading QEMU and a kernel from Debian's packages into ${cache} (115 MB, once)`)
  const archives = await download(cache)
  const draft = `${root}.${process.pid}`
  await rm(draft, { recursive: true, force: true })
  for (const name of LINKED) {
    await mkdir(join(draft, 'usr', name), { recursive: true })
    await symlink(`usr/${name}`, join(draft, name))
  }
  for (const name of FOLDERS) await mkdir(join(draft, name))
  await symlink('../run', join(draft, 'var/run'))
  for (const archive of archives) await unpack(archive, draft)
  for (const version of await readdir(join(draft, 'lib/modules'))) await depmod(draft, version)
  // Complete or not there at all: whoever interrupts this finds nothing half made.
  await rename(draft, root)
}

async function download(cache: string): Promise<string[]> {
  const state = join(cache, 'apt')
  const archives = join(cache, 'archives')
  await mkdir(join(state, 'lists/partial'), { recursive: true })
  await mkdir(join(archives, 'partial'), { recursive: true })
  await writeFile(join(state, 'status'), '')
  const options = Object.entries({
    'Dir::State': state,
    'Dir::State::status': join(state, 'status'),
    'Dir::Cache': state,
    'Dir::Cache::archives': archives,
    'APT::Sandbox::User': '',
    'Debug::NoLocking': '1',
  }).flatMap(([key, value]) => ['-o', `${key}=${value}`])
  const apt = (...args: string[]) =>
    run('apt-get', ['-qq', ...options, ...args]).catch((error: unknown) => {
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : ''
      throw new Unavailable(
        `apt-get ${args[0] ?? ''} failed (${said ?? ''}): check the sources in /etc/apt and the network`,
      )
    })
  await apt('update')
  await apt('install', '--yes', '--download-only', '--no-install-recommends', ...PACKAGES)
  return (await readdir(archives)).filter((name) => name.endsWith('.deb')).map((name) => join(archives, name))
}

async function unpack(archive: string, root: string): Promise<void> {
  const excluded = UNUSED.map((name) => `--exclude=./usr/share/${name}`).join(' ')
  const script = `dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink --no-same-owner ${excluded} -C "$2"`
  await run('bash', ['-o', 'pipefail', '-c', script, 'unpack', archive, root])
}

/** Where modprobe finds its modules; installing the package would have done it. */
async function depmod(root: string, kernelVersion: string): Promise<void> {
  // One program for all of its jobs: the name it is called by tells which.
  const [command, ...args] = foreignCommand(root, 'bin/kmod', ['-b', root, kernelVersion], 'depmod')
  await run(command, args)
}

/** The command line that runs a program of the tree with the libraries of the tree, whatever this machine has. */
export function foreignCommand(
  root: string,
  program: string,
  args: readonly string[],
  name = program,
): [string, ...string[]] {
  const libraries = ['', '/pulseaudio'].map((folder) => join(root, 'usr/lib/x86_64-linux-gnu', folder)).join(':')
  const loader = join(root, 'lib64/ld-linux-x86-64.so.2')
  return [loader, '--argv0', name, '--library-path', libraries, join(root, program), ...args]
}

async function isInPath(tool: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(':')
  return (await Promise.all(folders.map((folder) => exists(join(folder, tool))))).includes(true)
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
