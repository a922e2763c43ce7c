import { join } from 'node:path'
import type { AdapterList } from '#shared/api/adapter-list.ts'
import type { DoctorCheck } from '#shared/api/doctor-report.ts'
import { RULE_FILE_NAME, UDEV_RULES_VERSION } from '../ports/udev-rule.ts'
import { udevRulesVersion } from '../ports/udev-rules-file.ts'
import type { DoctorSystem } from './doctor-system.ts'
import { INSTALL_UDEV_RULES } from './mends.ts'

/** Whether the rules are there that let a user open an adapter, and are those of this version. */
export async function checkUdevRules(system: DoctorSystem, { adapters }: AdapterList): Promise<DoctorCheck[]> {
  if (system.platform !== 'linux') return []
  const installed = await findRules(system)
  if (installed === null) {
    // Root, and distributions with rules of their own, get by without.
    const isNeeded = !adapters.some(({ kind, state }) => kind !== 'i2c-dev' && state === 'ready')
    const message = isNeeded
      ? 'No udev rule lets a user open an adapter'
      : 'Not installed, and not needed as things are'
    return [check('udev-rule-missing', isNeeded ? 'warning' : 'none', message)]
  }
  const { path, version } = installed
  if (version !== null && version >= UDEV_RULES_VERSION) {
    return [check('udev-rule', 'ok', `${path} is of version ${version}`)]
  }
  const age = version === null ? 'does not say its version' : `is of version ${version}`
  return [check('udev-rule-old', 'warning', `${path} ${age}, and this program brings version ${UDEV_RULES_VERSION}`)]
}

/** The file that counts, as udev chooses among those of one name. */
async function findRules({ rulesDirectories, readText }: DoctorSystem) {
  for (const directory of rulesDirectories) {
    const path = join(directory, RULE_FILE_NAME)
    const text = await readText(path)
    if (text !== null) return { path, version: udevRulesVersion(text) }
  }
  return null
}

function check(id: string, state: DoctorCheck['state'], message: string): DoctorCheck {
  return { id, title: 'udev rules', state, message, mend: state === 'warning' ? INSTALL_UDEV_RULES : null }
}
