import { CH341_UDEV_RULE } from './ch341-mend.ts'
import { I2C_DEV_UDEV_RULE, MCP2221_UDEV_RULE, UDEV_RULES_VERSION } from './udev-rule.ts'

const VERSION_LINE = /^# Arpeggio udev rules, version (\d+)$/m

/** The file of rules as it is installed, and as the installers bring it: whoever sits at the machine may open an adapter. */
export const UDEV_RULES_FILE = `# Arpeggio udev rules, version ${UDEV_RULES_VERSION}
# Whoever sits at this computer may open the adapters. The name of this file has to sort before 73-seat-late.rules.

# MCP2221, by hidraw
${MCP2221_UDEV_RULE}

# CH341A in I2C mode, by libusb
${CH341_UDEV_RULE}

# Adapters on USB that the kernel drives; the buses of the computer itself are left alone
${I2C_DEV_UDEV_RULE}
`

/** The version a file of rules says it has; null for one that is not ours. */
export function udevRulesVersion(text: string): number | null {
  const [, version] = VERSION_LINE.exec(text) ?? []
  return version === undefined ? null : Number(version)
}
