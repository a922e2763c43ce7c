import type { OpDevice } from './op-codec.ts'
import { interfaceClasses } from './standard-requests.ts'
import type { VirtualDevice } from './virtual-device.ts'

const FULL_SPEED = 2
const BUS_NUMBER = 1

/** A device on offer: one host at a time may have it. */
export class ExportedDevice {
  readonly description: OpDevice
  readonly device: VirtualDevice
  /** False while it is unplugged: it is neither listed nor imported then. */
  isPluggedIn = true
  /** Ends the connection of the host that has it; undefined while nobody has. */
  release: ((why: string) => void) | undefined

  /** `deviceNumber` is counted from 1 and gives the busid, `1-1` and so on. */
  constructor(device: VirtualDevice, deviceNumber: number) {
    this.device = device
    this.description = describe(device, deviceNumber)
  }

  get busid(): string {
    return this.description.busid
  }

  /** What the host names in every transfer. */
  get devid(): number {
    return (this.description.busNumber << 16) | this.description.deviceNumber
  }
}

function describe({ identity }: VirtualDevice, deviceNumber: number): OpDevice {
  const device = Buffer.from(identity.device)
  const busid = `${BUS_NUMBER}-${deviceNumber}`
  return {
    path: `/arpeggio/${busid}`,
    busid,
    busNumber: BUS_NUMBER,
    deviceNumber,
    speed: FULL_SPEED,
    vendorId: device.readUInt16LE(8),
    productId: device.readUInt16LE(10),
    bcdDevice: device.readUInt16LE(12),
    deviceClass: [device.readUInt8(4), device.readUInt8(5), device.readUInt8(6)],
    configurationValue: identity.configuration[5] ?? 1,
    configurations: device.readUInt8(17),
    interfaces: interfaceClasses(identity),
  }
}
