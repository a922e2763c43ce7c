import type { DoctorMend } from '#shared/api/doctor-report.ts'
import { RULE_FILE_NAME } from '../ports/udev-rule.ts'
import { UDEV_RULES_FILE } from '../ports/udev-rules-file.ts'

/** Lets whoever sits at a Linux machine open every kind of adapter. */
export const INSTALL_UDEV_RULES: DoctorMend = {
  explanation:
    'Install the udev rules, and plug the adapter in again. They act for whoever is logged in at the machine itself; ' +
    'over ssh, add GROUP="plugdev", MODE="0660" to each rule and be in that group',
  commands: [
    `sudo tee /etc/udev/rules.d/${RULE_FILE_NAME} > /dev/null <<'EOF'`,
    `${UDEV_RULES_FILE}EOF`,
    'sudo udevadm control --reload',
    'sudo udevadm trigger',
  ].join('\n'),
}

/** Takes the kernel's own driver off an MCP2221, for good. */
export const BLACKLIST_HID_MCP2221: DoctorMend = {
  explanation:
    'Take the driver off and keep it off, then plug the adapter in again. Or leave it, and use the bus it makes: ' +
    '"arpeggio adapters" lists it as i2c-dev:N, with the limits of that driver',
  commands: [
    "echo 'blacklist hid_mcp2221' | sudo tee /etc/modprobe.d/arpeggio.conf",
    'sudo modprobe -r hid_mcp2221',
  ].join('\n'),
}

/** Makes the device nodes of the kernel's buses, now and after each start. */
export const LOAD_I2C_DEV: DoctorMend = {
  explanation: "Load the kernel's i2c-dev, now and at each start",
  commands: ['sudo modprobe i2c-dev', 'echo i2c-dev | sudo tee /etc/modules-load.d/i2c-dev.conf'].join('\n'),
}

/** What node-hid is linked against. */
export const INSTALL_USB_LIBRARIES: DoctorMend = {
  explanation: 'Install libusb and libudev (the names are those of Debian and Ubuntu)',
  commands: 'sudo apt install libusb-1.0-0 libudev1',
}

/** Binds WinUSB to a CH341 on Windows. */
export const INSTALL_WINUSB: DoctorMend = {
  explanation:
    'With Zadig (zadig.akeo.ie): Options, List All Devices; choose the device 1A86 5512; choose WinUSB; Install Driver. ' +
    "It takes the place of the vendor's driver CH341PAR, whose tools stop working with this adapter",
  commands: null,
}

/** What there is to do where a system lets nobody, or somebody else, have an adapter. */
export const CLOSE_OTHERS: DoctorMend = {
  explanation: 'Close every other program that uses the adapter, plug it in again, and look once more',
  commands: null,
}
