import { BusError } from '#shared/i2c/errors.ts'
import { CH341_PERMISSION_MEND } from './ch341-mend.ts'

/** What the `usb` package says when a transfer took too long. */
const TIMED_OUT = /Cancelled/
const GONE = /Disconnected|device not found|no device|errno 19\b/i
/** Some systems give the number only. */
const DENIED = /permission|denied|errno (1|13)\b/i
const IN_USE = /busy|exclusive|in use|errno 16\b/i
const NO_DRIVER = /driver|winusb|not supported|unsupported/i

/** True for a transfer that was not done in time, which the `usb` package takes for a failure. */
export function isTimeout(error: unknown): boolean {
  return TIMED_OUT.test(reasonOf(error))
}

/** What a failed transfer comes to. */
export function transferFailure(error: unknown): BusError {
  const reason = reasonOf(error)
  if (GONE.test(reason)) return new BusError('closed', `the adapter was unplugged (${reason})`, { cause: error })
  return new BusError('adapter', `the system refused a transfer of the adapter (${reason})`, { cause: error })
}

/** What a failed opening, configuring or claiming comes to; `path` is the port path. */
export function openFailure(error: unknown, path: string, platform: NodeJS.Platform): BusError {
  if (error instanceof BusError) return error
  const reason = reasonOf(error)
  const context = { cause: error }
  if (GONE.test(reason)) {
    return new BusError('closed', `there is no USB device at ${path} any more: plug the adapter in again`, context)
  }
  if (DENIED.test(reason)) {
    const mend =
      platform === 'linux' ? CH341_PERMISSION_MEND : 'another program or driver may have it: close that first'
    return new BusError('permission', `no permission to open the USB device at ${path}: ${mend}`, context)
  }
  if (IN_USE.test(reason)) {
    return new BusError('adapter', `the USB device at ${path} is in use by another program: close that first`, context)
  }
  if (platform === 'win32' && NO_DRIVER.test(reason)) return new BusError('unsupported', winUsbMissing(path), context)
  return new BusError('adapter', `can't open the USB device at ${path} (${reason}): plug it in again`, context)
}

/** Windows has no driver of its own for a CH341 in I2C mode. */
function winUsbMissing(path: string): string {
  return (
    `the USB device at ${path} has no WinUSB driver: with Zadig choose 1A86:5512 and install WinUSB for it ` +
    "(it takes the place of the vendor's driver CH341PAR, whose tools stop working with this adapter)"
  )
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
