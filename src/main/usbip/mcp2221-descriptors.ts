import type { UsbIdentity } from './virtual-device.ts'

/**
 * An MCP2221A as lsusb shows a real one: a serial port (interfaces 0 and 1) and a HID (interface 2). The order of
 * the descriptors within an interface is not certain, nor are the bytes of the report descriptor, of which the
 * length and the usage are known.
 */
export const MCP2221_IDENTITY: UsbIdentity = {
  // USB 2.0, class by interface association, endpoint 0 of 8 bytes, 04d8:00dd, release 1.00, no serial string.
  device: bytes('12010002ef020108d804dd00000101020001'),
  configuration: bytes(
    [
      '09026b00030100' + '8032', // 107 bytes, 3 interfaces, bus powered, 100 mA
      '080b000202020100', // interfaces 0 and 1 belong together
      '090400000102020100', // serial port, control
      '0524001001' + '04240202' + '0524060001' + '0524010001',
      '07058103080002', // interrupt IN 1, 8 bytes
      '09040100020a000000', // serial port, data
      '07050202100000' + '07058202100000', // bulk OUT 2 and IN 2, 16 bytes
      '090402000203000000', // HID
      '092111010001221c00', // HID 1.11, report descriptor of 28 bytes
      '07058303400001' + '07050303400001', // interrupt IN 3 and OUT 3, 64 bytes, every frame
    ].join(''),
  ),
  strings: ['Microchip Technology Inc.', 'MCP2221 USB-I2C/UART Combo'],
  // Vendor page 0xff00, usage 1: 64 bytes in, 64 bytes out, no report ids.
  reportDescriptors: new Map([[2, bytes('0600ff0901a101190129401501254075089540810019012940' + '9100c0')]]),
}

function bytes(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex')
}
