import type * as NodeHid from 'node-hid'
import type { Device, HIDAsync } from 'node-hid'
import { BusError } from '#shared/i2c/errors.ts'

/** An open HID device, as far as ports use it. */
export type HidDevice = Pick<HIDAsync, 'read' | 'write' | 'close'>

/** What of node-hid ports use; tests bring their own. */
export interface HidLayer {
  /** Devices with these ids, opening none. */
  devices(vendorId: number, productId: number): Promise<Device[]>
  open(path: string): Promise<HidDevice>
}

/** node-hid, loaded when it is first used: a simulated bus needs no native module. */
export const nodeHid: HidLayer = {
  async devices(vendorId, productId) {
    const { devicesAsync } = await load()
    return devicesAsync(vendorId, productId)
  },
  async open(path) {
    const { HIDAsync } = await load()
    return HIDAsync.open(path)
  },
}

async function load(): Promise<typeof NodeHid> {
  const module = await import('node-hid')
  try {
    // The binding itself is loaded by the first call.
    module.getHidapiVersion()
    return module
  } catch (error) {
    throw new BusError('unsupported', loadFailure(error), { cause: error })
  }
}

function loadFailure(error: unknown): string {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
  const mend = process.platform === 'linux' ? ': install libusb-1.0-0 and libudev1' : ''
  return `USB HID devices can't be reached, the native part of node-hid does not load (${reason})${mend}`
}
