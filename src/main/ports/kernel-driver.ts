import { readFile, readdir, readlink } from 'node:fs/promises'
import { basename, join } from 'node:path'

const VENDOR_ID = '04d8'
const PRODUCT_ID = '00dd'
const KERNEL_DRIVER = 'mcp2221'
/** The HID device of an MCP2221 below its USB interface: bus 3 is USB. */
const HID_DEVICE = /^0003:04D8:00DD\.[0-9A-F]{4}$/i

/** An MCP2221 that the kernel's own driver keeps to itself: it has no hidraw node then. */
export interface KernelBound {
  /** Place in the USB tree, such as `1-2.3`. */
  readonly usbPath: string
  /** Such as `0003:04D8:00DD.0004`. */
  readonly hidDevice: string
}

/** What to do about an MCP2221 in the hands of the kernel's driver: for good, and at once. */
export function kernelDriverMend({ hidDevice }: KernelBound): string {
  return (
    'put the line "blacklist hid_mcp2221" into /etc/modprobe.d/arpeggio.conf, then take the driver off with ' +
    `"sudo modprobe -r hid_mcp2221" (where it is built in: "echo ${hidDevice} | sudo tee /sys/bus/hid/drivers/${KERNEL_DRIVER}/unbind")` +
    ' and plug the adapter in again'
  )
}

/** MCP2221s bound to hid-mcp2221, as Linux shows them below `sysfsRoot`; none where there is no sysfs. */
export async function findKernelBound(sysfsRoot: string): Promise<KernelBound[]> {
  const root = join(sysfsRoot, 'bus', 'usb', 'devices')
  const found: KernelBound[] = []
  for (const usbPath of await entries(root)) {
    // Interfaces, which have a colon in their names, are listed next to the devices.
    if (usbPath.includes(':') || !(await isMcp2221(join(root, usbPath)))) continue
    for (const hidDevice of await hidDevices(join(root, usbPath))) found.push({ usbPath, hidDevice })
  }
  return found
}

async function isMcp2221(device: string): Promise<boolean> {
  const [vendor, product] = await Promise.all([attribute(device, 'idVendor'), attribute(device, 'idProduct')])
  return vendor === VENDOR_ID && product === PRODUCT_ID
}

/** HID devices of one USB device that the kernel's driver is bound to. */
async function hidDevices(device: string): Promise<string[]> {
  const bound: string[] = []
  for (const usbInterface of (await entries(device)).filter((name) => name.includes(':'))) {
    for (const name of await entries(join(device, usbInterface))) {
      if (HID_DEVICE.test(name) && (await driverOf(join(device, usbInterface, name))) === KERNEL_DRIVER)
        bound.push(name)
    }
  }
  return bound
}

async function driverOf(hidDevice: string): Promise<string | undefined> {
  return readlink(join(hidDevice, 'driver')).then(basename, () => undefined)
}

async function attribute(device: string, name: string): Promise<string | undefined> {
  return readFile(join(device, name), 'utf8').then(
    (text) => text.trim().toLowerCase(),
    () => undefined,
  )
}

/** Names in a directory, sorted; none where there is no such directory or it vanished meanwhile. */
async function entries(directory: string): Promise<string[]> {
  return readdir(directory).then(
    (names) => names.sort(),
    () => [],
  )
}
