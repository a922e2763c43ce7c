import type { AdapterList } from '#shared/api/adapter-list.ts'
import type { DoctorCheck } from '#shared/api/doctor-report.ts'

/** What is good to know before anything is wired, and can't be looked up in this computer. */
export function advice({ adapters }: AdapterList, platform: NodeJS.Platform): DoctorCheck[] {
  // Whoever has none yet may be about to plug one in.
  const mayBeCh341 = adapters.some(({ kind }) => kind === 'ch341') || !adapters.some(({ kind }) => kind === 'mcp2221')
  return [...(mayBeCh341 ? [CH341_WIRING] : []), ...(platform === 'darwin' ? [MACOS] : [])]
}

const CH341_WIRING: DoctorCheck = {
  id: 'ch341-wiring',
  title: 'Before a CH341 is wired to a card',
  state: 'none',
  message:
    'Plug it in first: as it starts it reads an EEPROM at 0x50, over the same two wires. ' +
    'Many sticks run at 5 V, and the SMBus of a PCIe card is 3.3 V: measure SDA and SCL before wiring',
  mend: null,
}

const MACOS: DoctorCheck = {
  id: 'macos',
  title: 'On macOS',
  state: 'none',
  message:
    'No driver is needed. macOS leaves a CH341 unconfigured, which is done when it is opened; a program that holds a ' +
    'device keeps others out until it ends',
  mend: null,
}
