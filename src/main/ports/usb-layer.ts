import { BusError } from '#shared/i2c/errors.ts'

/**
 * A USB device as ports use it: what the `usb` package has of W3C `USBDevice`, with the timeouts that its types
 * leave out. The getters of names, serial number and configuration are left out: reading one opens the device,
 * and blocks.
 */
export interface UsbHandle {
  readonly vendorId: number
  readonly productId: number
  /** Of one host controller; spelt differently by every system. */
  readonly bus: string
  readonly address: number
  /** The way through the hubs. */
  readonly ports: readonly number[]
  open(): Promise<void>
  close(): Promise<void>
  selectConfiguration(configurationValue: number): Promise<void>
  claimInterface(interfaceNumber: number): Promise<void>
  releaseInterface(interfaceNumber: number): Promise<void>
  detachKernelDriver(interfaceNumber: number): Promise<void>
  controlTransferIn(setup: VendorRequest, lengthBytes: number, timeoutMs: number): Promise<UsbInResult>
  transferIn(endpointNumber: number, lengthBytes: number, timeoutMs: number): Promise<UsbInResult>
  transferOut(endpointNumber: number, data: Uint8Array, timeoutMs: number): Promise<{ readonly bytesWritten: number }>
}

/** A vendor request to the device, in the words of W3C. */
export interface VendorRequest {
  readonly requestType: 'vendor'
  readonly recipient: 'device'
  readonly request: number
  readonly value: number
  readonly index: number
}

/** Stalls reject; the status says nothing. */
export interface UsbInResult {
  readonly data?: DataView | undefined
}

/** A device that came or went. */
export interface UsbPlugEvent {
  readonly kind: 'connected' | 'disconnected'
  readonly device: UsbHandle
}

/** What of the `usb` package ports use; tests bring their own. */
export interface UsbLayer {
  /** All devices attached, opening none. Rejects where the system has no USB at all. */
  devices(): Promise<readonly UsbHandle[]>
  /** Tells of devices that come and go until the function it returns is called. Only where {@link UsbLayer.devices} works. */
  watch(tell: (event: UsbPlugEvent) => void): Promise<() => void>
}

/** The `usb` package, loaded when it is first used: a simulated bus needs no native module. */
export const nodeUsb: UsbLayer = {
  async devices() {
    const usb = await load()
    return usb.getDevices()
  },
  async watch(tell) {
    const usb = await load()
    const connected = (event: PackageEvent): void => tell({ kind: 'connected', device: event.device })
    const disconnected = (event: PackageEvent): void => tell({ kind: 'disconnected', device: event.device })
    usb.addEventListener('connect', connected)
    usb.addEventListener('disconnect', disconnected)
    return () => {
      usb.removeEventListener('connect', connected)
      usb.removeEventListener('disconnect', disconnected)
    }
  },
}

interface PackageEvent {
  readonly device: UsbHandle
}

/** The package's own types lean on a global W3C `USBDevice` that is the page's, and have no timeouts. */
interface UsbPackage {
  getDevices(): Promise<UsbHandle[]>
  addEventListener(type: 'connect' | 'disconnect', listener: (event: PackageEvent) => void): void
  removeEventListener(type: 'connect' | 'disconnect', listener: (event: PackageEvent) => void): void
}

async function load(): Promise<UsbPackage> {
  try {
    const { usb } = await import('usb')
    return usb as unknown as UsbPackage
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    const message = `USB devices can't be reached, the native part of usb does not load (${reason}): install Arpeggio again, optional packages included`
    throw new BusError('unsupported', message, { cause: error })
  }
}
