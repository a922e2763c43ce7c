import type { Claims } from '../../../src/main/ports/discover-mcp2221.ts'
import type { UsbHandle, UsbLayer, UsbPlugEvent } from '../../../src/main/ports/usb-layer.ts'

/** A USB device of the tests: does nothing, or what a test says; keeps what was called. */
export interface BenchDevice extends UsbHandle {
  readonly log: string[]
}

/** A device in I2C mode at `1-2`, but for `change`. */
export function device(change: Partial<UsbHandle> = {}): BenchDevice {
  const log: string[] = []
  const note = (what: string) => () => {
    log.push(what)
    return Promise.resolve()
  }
  return {
    log,
    vendorId: 0x1a86,
    productId: 0x5512,
    bus: '001',
    address: 7,
    ports: [2],
    open: note('open'),
    close: note('close'),
    selectConfiguration: note('configure'),
    claimInterface: note('claim'),
    releaseInterface: note('release'),
    detachKernelDriver: note('detach'),
    controlTransferIn: () => Promise.resolve({ data: new DataView(Uint8Array.of(0x30, 0).buffer) }),
    transferIn: () => Promise.resolve({ data: new DataView(new ArrayBuffer(0)) }),
    transferOut: (_, data) => Promise.resolve({ bytesWritten: data.length }),
    ...change,
  }
}

/** A system with these devices, and what tells it of plugging. */
export function layerWith(
  ...devices: UsbHandle[]
): UsbLayer & { plug: (event: UsbPlugEvent) => void; watchers: number } {
  let tell: ((event: UsbPlugEvent) => void) | undefined
  const layer = {
    watchers: 0,
    devices: () => Promise.resolve(devices),
    watch: (listener: (event: UsbPlugEvent) => void) => {
      tell = listener
      layer.watchers++
      return Promise.resolve(() => {
        tell = undefined
        layer.watchers--
      })
    },
    plug: (event: UsbPlugEvent) => tell?.(event),
  }
  return layer
}

/** A system on which nothing can be listed, as in a container. */
export function layerWithout(message = 'getDevices error: /sys/bus/usb/devices/ not found (errno 2)'): UsbLayer {
  const refuse = (): Promise<never> => Promise.reject(new Error(message))
  return { devices: refuse, watch: refuse }
}

/** Claims of a test: paths that others have, and what was claimed meanwhile. */
export function claimsWith(owners: Record<string, number> = {}): Claims & { log: string[] } {
  const log: string[] = []
  return {
    log,
    owner: (path) => Promise.resolve(path in owners ? { pid: owners[path] ?? null } : null),
    claim: (path) => {
      log.push(`claim ${path}`)
      return Promise.resolve({
        [Symbol.asyncDispose]: () => {
          log.push(`release ${path}`)
          return Promise.resolve()
        },
      })
    },
  }
}

/** A method of a device that rejects as the usb package does. */
export function failsWith(message: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(message), { code: 'GenericFailure' }))
}
