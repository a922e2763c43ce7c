import type { UsbIdentity } from './virtual-device.ts'

/**
 * A CH341A strapped for I2C. The device descriptor is from a capture of a real one; the configuration is what
 * kernel drivers match on, no dump of a real one being known.
 */
export const CH341_IDENTITY: UsbIdentity = {
  // USB 1.1, class ff/00/02, endpoint 0 of 8 bytes, 1a86:5512, release 3.03, no strings.
  device: bytes('12011001ff000208861a12550303000000' + '01'),
  configuration: bytes(
    [
      '09022700010100' + '8030', // 39 bytes, 1 interface, bus powered, 96 mA
      '0904000003ff010200', // vendor class
      '07058202200000' + '07050202200000', // bulk IN 2 and OUT 2, 32 bytes
      '07058103080001', // interrupt IN 1, 8 bytes
    ].join(''),
  ),
  strings: [],
  reportDescriptors: new Map(),
}

function bytes(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex')
}
