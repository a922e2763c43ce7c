import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import type { DebianTree } from './debian-packages.ts'

const run = promisify(execFile)

/** What the kernel needs to reach the file system that is shared with it. */
const MODULES = ['virtio_pci', '9pnet_virtio', '9p']

const DIRECTORY = 0o040755
const EXECUTABLE = 0o100755

/**
 * The first file system of the guest, in memory: just enough to mount the Debian tree and the checkout, both read
 * only, and to start `command` (a line for the shell) in them. What the command writes goes to the second serial port.
 */
export async function initramfs({ root, kernelVersion }: DebianTree, command: string): Promise<Buffer> {
  const busybox = join(root, 'bin/busybox')
  const folder = join(root, 'lib/modules', kernelVersion)
  const modules = await modulesWithDependencies(folder)
  const init = initScript(
    modules.map((path) => basename(path).replace(/\.xz$/, '')),
    command,
  )
  const entries = [
    ...['bin', 'dev', 'lib', 'proc', 'sys', 'root'].map((name) => entry(name, DIRECTORY, Buffer.alloc(0))),
    entry('bin/busybox', EXECUTABLE, await readFile(busybox)),
    entry('init', EXECUTABLE, Buffer.from(init)),
  ]
  for (const path of modules)
    entries.push(
      entry(`lib/${basename(path).replace(/\.xz$/, '')}`, EXECUTABLE, await plainModule(busybox, join(folder, path))),
    )
  return Buffer.concat([...entries, entry('TRAILER!!!', 0, Buffer.alloc(0))])
}

function initScript(modules: readonly string[], command: string): string {
  return `#!/bin/busybox sh
b=/bin/busybox
for module in ${modules.join(' ')}; do $b insmod /lib/$module; done
options=trans=virtio,version=9p2000.L,ro,cache=loose,msize=262144
$b mount -t 9p -o $options debian /root
$b mount -t 9p -o $options checkout /root/arpeggio
$b mount -t devtmpfs none /root/dev
$b mount -t proc none /root/proc
$b mount -t sysfs none /root/sys
for folder in tmp run; do $b mount -t tmpfs none /root/$folder; done
$b mkdir /root/run/program
$b mount -t 9p -o $options program /root/run/program
$b ln -s /arpeggio/node_modules /arpeggio/package.json /root/run/
$b cat > /root/run/start <<'END'
#!/bin/busybox sh
b=/bin/busybox
export HOME=/tmp PATH=/arpeggio/node_modules/node/bin:/usr/sbin:/usr/bin
$b chmod 1777 /tmp
$b ip link set lo up
$b stty -F /dev/ttyS1 raw -echo
cd /run/program
( ${command} ) > /dev/ttyS1
$b poweroff -f
END
$b chmod 755 /root/run/start
exec $b switch_root /root /run/start
`
}

async function modulesWithDependencies(folder: string): Promise<string[]> {
  const lines = (await readFile(join(folder, 'modules.dep'), 'utf8')).split('\n')
  const builtIn = await readFile(join(folder, 'modules.builtin'), 'utf8')
  const found = new Set<string>()
  for (const name of MODULES) {
    const line = lines.find((one) => new RegExp(`/${name}\\.ko[^/]*:`).test(one))
    if (line === undefined && builtIn.includes(`/${name}.ko`)) continue
    if (line === undefined) throw new Error(`the kernel has no module ${name}`)
    const [module = '', dependencies = ''] = line.split(':')
    // In that file the nearest dependency comes first.
    for (const path of [...dependencies.trim().split(' ').filter(Boolean).reverse(), module]) found.add(path)
  }
  return [...found]
}

/** Debian's kernels have plain modules, or ones that busybox can unpack. */
async function plainModule(busybox: string, path: string): Promise<Buffer> {
  if (path.endsWith('.ko')) return readFile(path)
  const { stdout } = await run(busybox, ['xzcat', path], { encoding: 'buffer', maxBuffer: 1 << 26 })
  return stdout
}

let inode = 0

/** One file of a cpio archive in the format the kernel reads ("newc"): names and contents end on multiples of 4. */
function entry(name: string, mode: number, contents: Buffer): Buffer {
  const fields = [++inode, mode, 0, 0, 1, 0, contents.length, 0, 0, 0, 0, name.length + 1, 0]
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`
  return Buffer.concat([padded(Buffer.from(header)), padded(contents)])
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}
