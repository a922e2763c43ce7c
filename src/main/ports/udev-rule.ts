/** Name of the rule file: it must sort before 73-seat-late.rules for `uaccess` to act. */
export const RULE_FILE_NAME = '70-arpeggio.rules'

const RULE_FILE = `/etc/udev/rules.d/${RULE_FILE_NAME}`

/** Counts up with every change of the rules, and stands in their file: an older file is to be replaced. */
export const UDEV_RULES_VERSION = 1

/** The udev rule that lets whoever sits at the machine open an MCP2221. */
export const MCP2221_UDEV_RULE =
  'KERNEL=="hidraw*", SUBSYSTEM=="hidraw", ATTRS{idVendor}=="04d8", ATTRS{idProduct}=="00dd", TAG+="uaccess"'

/** That for kernel buses on USB; those of the computer itself carry its memory modules, and stay root's. */
export const I2C_DEV_UDEV_RULE = 'KERNEL=="i2c-[0-9]*", SUBSYSTEM=="i2c-dev", SUBSYSTEMS=="usb", TAG+="uaccess"'

/** What to do about a hidraw node that can't be opened. */
export const PERMISSION_MEND = `put this line into ${RULE_FILE}, then plug the adapter in again: ${MCP2221_UDEV_RULE}`
