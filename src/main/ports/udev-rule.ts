/** Name of the rule file: it must sort before 73-seat-late.rules for `uaccess` to act. */
const RULE_FILE = '/etc/udev/rules.d/70-arpeggio.rules'

/** The udev rule that lets whoever sits at the machine open an MCP2221. */
const MCP2221_UDEV_RULE =
  'KERNEL=="hidraw*", SUBSYSTEM=="hidraw", ATTRS{idVendor}=="04d8", ATTRS{idProduct}=="00dd", TAG+="uaccess"'

/** What to do about a hidraw node that can't be opened. */
export const PERMISSION_MEND = `put this line into ${RULE_FILE}, then plug the adapter in again: ${MCP2221_UDEV_RULE}`
