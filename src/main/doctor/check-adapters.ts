import type { AdapterKind } from '#shared/adapters/adapter.ts'
import type { AdapterList, AdapterListing } from '#shared/api/adapter-list.ts'
import type { DoctorCheck, DoctorMend } from '#shared/api/doctor-report.ts'
import {
  BLACKLIST_HID_MCP2221,
  CLOSE_OTHERS,
  INSTALL_UDEV_RULES,
  INSTALL_USB_LIBRARIES,
  INSTALL_WINUSB,
  LOAD_I2C_DEV,
} from './mends.ts'

const KIND_WORDS: Readonly<Record<AdapterKind, string>> = {
  mcp2221: 'MCP2221',
  ch341: 'CH341',
  'i2c-dev': 'Kernel bus',
  ideal: 'Simulated bus',
}

const HOW_TO_SEE: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'lsusb -d 04d8:00dd; lsusb -d 1a86:',
  darwin: 'system_profiler SPUSBDataType | grep -i -A 8 -e "0x04d8" -e "0x1a86"',
  win32: 'Get-PnpDevice -PresentOnly | Where-Object InstanceId -match "VID_04D8&PID_00DD|VID_1A86"',
}

/** What is the matter with the adapters attached, and with looking for them. */
export function checkAdapters({ adapters, problems }: AdapterList, platform: NodeJS.Platform): DoctorCheck[] {
  return [
    ...problems.map((problem) => checkSearch(problem, platform)),
    ...(adapters.every(({ isBuiltIn }) => isBuiltIn) ? [nothingAttached(platform)] : []),
    ...adapters.map((adapter) => checkAdapter(adapter, platform)),
  ]
}

function checkSearch(problem: string, platform: NodeJS.Platform): DoctorCheck {
  const isLibrary = /does not load/.test(problem)
  const mend = isLibrary && platform === 'linux' ? INSTALL_USB_LIBRARIES : null
  return {
    id: isLibrary ? 'library-missing' : 'search-failed',
    title: isLibrary ? 'A library is missing' : 'Some adapters could not be looked for',
    state: isLibrary ? 'error' : 'warning',
    message: problem,
    mend,
  }
}

function nothingAttached(platform: NodeJS.Platform): DoctorCheck {
  return {
    id: 'adapter-absent',
    title: 'No adapter is attached',
    state: 'error',
    message: 'Neither an MCP2221 (USB 04d8:00dd) nor a CH341A (1a86:5512) was found',
    mend: {
      explanation:
        'Check the cable (some only charge) and the port; in a virtual machine or container, pass the device through. ' +
        'To see whether the system has one at all',
      commands: HOW_TO_SEE[platform] ?? null,
    },
  }
}

function checkAdapter(adapter: AdapterListing, platform: NodeJS.Platform): DoctorCheck {
  const { selector, kind, state, problem, isBuiltIn = false } = adapter
  const title = `${KIND_WORDS[kind]} ${selector}`
  if (state === 'ready') {
    const message = problem === null ? 'It can be opened' : `It can be opened; ${problem}`
    return { id: 'adapter-ready', title, state: 'ok', message, mend: null }
  }
  // The computer's own bus is no adapter on a bench: what is wrong with it needs no mending.
  const severity = isBuiltIn ? 'none' : state === 'busy' ? 'warning' : 'error'
  const mend = isBuiltIn ? null : mendOf(adapter, platform)
  return { id: `adapter-${state}`, title, state: severity, message: problem ?? `It is ${state}`, mend }
}

function mendOf({ kind, state, problem }: AdapterListing, platform: NodeJS.Platform): DoctorMend | null {
  switch (state) {
    case 'no-permission':
      return platform === 'linux' ? INSTALL_UDEV_RULES : CLOSE_OTHERS
    case 'kernel-driver':
      return BLACKLIST_HID_MCP2221
    case 'no-driver':
      return platform === 'win32' ? INSTALL_WINUSB : CLOSE_OTHERS
    case 'wrong-mode':
      return { explanation: problem ?? 'Move the mode jumper to I2C', commands: null }
    case 'busy':
      return CLOSE_OTHERS
    case 'failed':
      return kind === 'i2c-dev' && problem?.includes('modprobe') ? LOAD_I2C_DEV : CLOSE_OTHERS
    case 'ready':
      return null
  }
}
