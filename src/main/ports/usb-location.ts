import type { UsbHandle } from './usb-layer.ts'

/**
 * Where a device sits, as `1-2.3`: bus, a dash, and the ports on the way, as Linux spells it. Windows gives
 * its buses long names, which stand as a number here that is always the same for the same host controller.
 */
export function portPath({ bus, ports }: Pick<UsbHandle, 'bus' | 'ports'>, platform: NodeJS.Platform): string {
  return `${busNumber(bus, platform)}-${ports.length === 0 ? '0' : ports.join('.')}`
}

/** The node a device is opened through on Linux. */
export function deviceNode({ bus, address }: Pick<UsbHandle, 'bus' | 'address'>): string {
  return `/dev/bus/usb/${bus.padStart(3, '0')}/${String(address).padStart(3, '0')}`
}

/** FNV-1a, cut to three digits: the few controllers of one machine do not collide in practice, and two that do show as a tie. */
function busNumber(bus: string, platform: NodeJS.Platform): number {
  if (platform === 'darwin' && /^[0-9a-f]{1,4}$/i.test(bus)) return Number.parseInt(bus, 16)
  if (/^\d+$/.test(bus)) return Number(bus)
  let hash = 0x811c9dc5
  for (const character of bus) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash % 1000
}
