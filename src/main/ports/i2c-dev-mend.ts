import { I2C_DEV_UDEV_RULE } from './udev-rule.ts'

/** What to do about a device node that can't be opened: the group is for all buses, the rule for adapters on USB. */
export const I2C_DEV_PERMISSION_MEND =
  'run "sudo usermod -aG i2c $USER" and log in again (the group comes with i2c-tools); or, for adapters on USB alone, ' +
  `put this line into /etc/udev/rules.d/70-arpeggio.rules and plug the adapter in again: ${I2C_DEV_UDEV_RULE}`

/** What to do where the kernel has buses, but no nodes for them. */
export const I2C_DEV_MODULE_MEND =
  'run "sudo modprobe i2c-dev"; "echo i2c-dev | sudo tee /etc/modules-load.d/i2c-dev.conf" keeps it over a restart'
