import { open } from 'node:fs/promises'
import { BusError } from '#shared/i2c/errors.ts'
import type { Memory, PointerBytes } from './i2c-dev-abi.ts'

/** How a system call failed: the name of its errno, such as `ENXIO`; null when it did not. */
export type Errno = string | null

/** A device node that is open. */
export interface KernelNode {
  /** Runs off this thread. `argument`: memory or a plain number, as the request has it. */
  ioctl(request: number, argument: Memory | number): Promise<Errno>
  close(): Promise<void>
}

/** What of the system a kernel bus needs; tests bring their own. */
export interface KernelLayer {
  readonly pointerBytes: PointerBytes
  /** Memory of zeros. */
  allocate(lengthBytes: number): Memory
  /** Opens a device node to read and write. Rejects as `node:fs` does. */
  open(path: string): Promise<KernelNode>
}

type Ioctl = (fd: number, request: number, argument: Uint8Array | number) => Promise<Errno>

/**
 * The system's own, through koffi.
 * @throws BusError `unsupported` where koffi is not there or does not load
 */
export async function loadKernelLayer(): Promise<KernelLayer> {
  const koffi = await load()
  // The one function under two types: its last argument is a pointer or a number. Linux calls both alike.
  const libc = koffi.load(null)
  const withMemory = libc.func('int ioctl(int fd, unsigned long request, void *argument)')
  const withNumber = libc.func('int ioctl(int fd, unsigned long request, unsigned long argument)')
  // Errno is the thread's: koffi brings that of its worker along, for as long as the callback runs.
  const ioctl: Ioctl = (fd, request, argument) =>
    new Promise((resolve, reject) => {
      const call = typeof argument === 'number' ? withNumber : withMemory
      call.async(fd, request, argument, (error: Error | null, result: number) => {
        if (error) reject(error)
        else resolve(result < 0 ? errnoName(koffi.errno()) : null)
      })
    })
  return {
    pointerBytes: koffi.sizeof('void *') === 4 ? 4 : 8,
    allocate(lengthBytes) {
      // With a buffer of its own, because small arrays without one move about.
      const bytes = new Uint8Array(new ArrayBuffer(lengthBytes))
      return { bytes, address: koffi.address(bytes) }
    },
    open: (path) => openNode(path, ioctl),
  }
}

async function openNode(path: string, ioctl: Ioctl): Promise<KernelNode> {
  const file = await open(path, 'r+')
  // Only an address leads to some of the memory, which is no reason for the collector to keep it.
  const inUse = new Set<Memory>()
  return {
    async ioctl(request, argument) {
      if (typeof argument === 'number') return ioctl(file.fd, request, argument)
      inUse.add(argument)
      try {
        return await ioctl(file.fd, request, argument.bytes)
      } finally {
        inUse.delete(argument)
      }
    },
    close: () => file.close(),
  }
}

async function load() {
  try {
    return (await import('koffi')).default
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    const message = `the kernel's buses can't be reached, koffi does not load (${reason}): install Arpeggio again, optional packages included`
    throw new BusError('unsupported', message, { cause: error })
  }
}

/** The numbers of asm-generic, which every processor koffi is made for has. */
const ERRNO: Readonly<Record<number, string>> = {
  1: 'EPERM',
  5: 'EIO',
  6: 'ENXIO',
  11: 'EAGAIN',
  12: 'ENOMEM',
  13: 'EACCES',
  14: 'EFAULT',
  16: 'EBUSY',
  19: 'ENODEV',
  22: 'EINVAL',
  25: 'ENOTTY',
  71: 'EPROTO',
  74: 'EBADMSG',
  95: 'EOPNOTSUPP',
  108: 'ESHUTDOWN',
  110: 'ETIMEDOUT',
  121: 'EREMOTEIO',
}

function errnoName(errno: number): string {
  return ERRNO[errno] ?? `errno ${errno}`
}
