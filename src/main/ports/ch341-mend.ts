/** The udev rule that lets whoever sits at the machine open a CH341 in I2C mode. */
export const CH341_UDEV_RULE = 'SUBSYSTEM=="usb", ATTR{idVendor}=="1a86", ATTR{idProduct}=="5512", TAG+="uaccess"'

/** What to do about a USB node that can't be opened; the file must sort before 73-seat-late.rules. */
export const CH341_PERMISSION_MEND = `put this line into /etc/udev/rules.d/70-arpeggio.rules, then plug the adapter in again: ${CH341_UDEV_RULE}`

/** Product ids of a CH341 that is strapped for something else (wch data sheet). */
export const WRONG_MODES: ReadonlyMap<number, string> = new Map([
  [0x5523, 'serial port'],
  [0x5584, 'printer'],
])

/** What to do about a CH341 in another mode. Tied low, ACT# also keeps the chip from reading an EEPROM on the bus. */
export function jumperHint(mode: string): string {
  return (
    `it is in ${mode} mode, in which it has no I2C: move the mode jumper of the stick to I2C/SPI (on most, pins 1-2), ` +
    'or on a bare chip pull ACT# low through 2 kohm; then plug it in again, and it shows as 1a86:5512'
  )
}
