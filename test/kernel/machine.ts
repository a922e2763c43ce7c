import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { foreignCommand, type DebianTree } from './debian-packages.ts'
import { initramfs } from './initramfs.ts'

const CHECKOUT = join(import.meta.dirname, '../..')

/** What the guest told, and how it ended. */
export interface GuestRun {
  readonly lines: readonly string[]
  /** What the kernel wrote on its console: for whoever looks into a failure. */
  readonly console: string
  readonly timedOut: boolean
}

/** What to run in a guest, for how long at most. */
export interface GuestOptions {
  /** A line for the shell, in the folder `program`. */
  readonly command: string
  /** A folder of this machine that the guest sees. */
  readonly program: string
  readonly timeoutMs: number
  /**
   * Time in which the guest only waits passes at once. A page that has to be fetched from this machine counts as
   * waiting, so that what is not in the guest's memory yet seems to take seconds.
   */
  readonly skipsWaiting: boolean
}

/** Boots a machine, runs a command in it and waits for it to power itself off. */
export async function runGuest(
  tree: DebianTree,
  { command, program, timeoutMs, skipsWaiting }: GuestOptions,
): Promise<GuestRun> {
  const folder = await mkdtemp(join(tmpdir(), 'arpeggio-kernel-'))
  try {
    const initrd = join(folder, 'initrd')
    const console = join(folder, 'console')
    await writeFile(initrd, await initramfs(tree, command))
    const { lines, timedOut } = await boot(tree, qemuArgs(tree, { initrd, console, program, skipsWaiting }), timeoutMs)
    return { lines, timedOut, console: await readFile(console, 'utf8').catch(() => '') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function boot(
  { root }: DebianTree,
  args: readonly string[],
  timeoutMs: number,
): Promise<{ lines: string[]; timedOut: boolean }> {
  const [command, ...rest] = foreignCommand(root, 'usr/bin/qemu-system-x86_64', args)
  const env = { ...process.env, QEMU_MODULE_DIR: join(root, 'usr/lib/x86_64-linux-gnu/qemu') }
  const qemu = spawn(command, rest, {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  const end = (): void => void qemu.kill('SIGKILL')
  // A machine must not outlive whoever started it.
  process.once('exit', end)
  const lines: string[] = []
  createInterface(qemu.stdout).on('line', (line) => lines.push(line.trimEnd()))
  return new Promise((resolve, reject) => {
    qemu.once('error', reject)
    qemu.once('close', (_code, signal) => {
      process.off('exit', end)
      resolve({ lines, timedOut: signal === 'SIGKILL' })
    })
  })
}

interface MachineOptions {
  readonly initrd: string
  readonly console: string
  readonly program: string
  readonly skipsWaiting: boolean
}

function qemuArgs({ root, kernel }: DebianTree, { initrd, console, program, skipsWaiting }: MachineOptions): string[] {
  const share = (tag: string, path: string): string[] => [
    '-virtfs',
    `local,path=${path},mount_tag=${tag},security_model=none,readonly=on,multidevs=remap`,
  ]
  return [
    // Emulated even where there is KVM: one nanosecond of the guest's time per instruction, however busy this machine is.
    ...['-accel', 'tcg,thread=single', '-icount', `shift=0,sleep=${skipsWaiting ? 'off' : 'on'}`, '-cpu', 'max'],
    ...[
      '-machine',
      'q35',
      '-smp',
      '1',
      '-m',
      '1024',
      '-nodefaults',
      '-no-user-config',
      '-display',
      'none',
      '-no-reboot',
    ],
    ...['-L', join(root, 'usr/share/qemu'), '-L', join(root, 'usr/share/seabios')],
    ...['-kernel', kernel, '-initrd', initrd, '-append', 'console=ttyS0 loglevel=5 panic=-1 random.trust_cpu=on'],
    ...['-serial', `file:${console}`, '-serial', 'stdio'],
    ...share('debian', root),
    ...share('checkout', CHECKOUT),
    ...share('program', program),
  ]
}
