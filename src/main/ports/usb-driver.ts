import { readlink } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** What other programs that use a USB device from user space show as. */
const USER_SPACE = 'usbfs'

/**
 * Who has the first interface of the USB device at `path`, as Linux shows it below `sysfsRoot`: another
 * program, or a driver of the kernel by its name; null when nobody has, or there is no sysfs.
 */
export async function interfaceOwner(sysfsRoot: string, path: string): Promise<'program' | { driver: string } | null> {
  const link = join(sysfsRoot, 'bus', 'usb', 'devices', `${path}:1.0`, 'driver')
  const driver = await readlink(link).then(
    (target) => basename(target),
    () => null,
  )
  if (driver === null) return null
  return driver === USER_SPACE ? 'program' : { driver }
}
