import { nodeUsb, type UsbLayer, type UsbPlugEvent } from './usb-layer.ts'
import { portPath } from './usb-location.ts'

/** A USB device that came or went: enough to know whether it is an adapter, and which. */
export interface PlugNotice {
  readonly kind: UsbPlugEvent['kind']
  readonly vendorId: number
  readonly productId: number
  /** Such as `1-2.3`. */
  readonly path: string
}

/** What hot-plug depends on; what is left out is the system's. */
export interface HotplugOptions {
  readonly layer?: UsbLayer
  readonly platform?: NodeJS.Platform
}

/**
 * Tells of every USB device that is plugged in or pulled, HID ones too, until disposed of; opens none. Returns
 * null where the system has no USB or none can be listed, for whoever wants to know has to look by himself then.
 */
export async function watchUsb(
  tell: (notice: PlugNotice) => void,
  { layer = nodeUsb, platform = process.platform }: HotplugOptions = {},
): Promise<Disposable | null> {
  // Listening where nothing can be listed starts a promise nobody catches, and that ends the process.
  const canList = await layer.devices().then(
    () => true,
    () => false,
  )
  if (!canList) return null
  const stop = await layer.watch(({ kind, device }) => {
    const { vendorId, productId } = device
    tell({ kind, vendorId, productId, path: portPath(device, platform) })
  })
  return { [Symbol.dispose]: stop }
}
