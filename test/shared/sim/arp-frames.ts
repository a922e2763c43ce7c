import type { TransferReport } from '#shared/i2c/bus.ts'
import { pec } from '#shared/smbus/pec.ts'
import type { SimBus } from '#shared/sim/bus.ts'

/** ARP frames as the reference spells them, independent of the controller under src/shared/arp. */
export const ARP = 0x61

/** Bytes after the write address byte, PEC appended. */
export function frame(...bytes: number[]): Uint8Array {
  return Uint8Array.from([...bytes, pec([0xc2, ...bytes])])
}

/** Prepare to ARP. */
export function prepare(bus: SimBus): Promise<TransferReport> {
  return bus.write(ARP, frame(0x01))
}

/** Reset Device, general or directed. */
export function reset(bus: SimBus, address?: number): Promise<TransferReport> {
  return bus.write(ARP, frame(address === undefined ? 0x02 : address << 1))
}

/** Get UDID, general or directed. */
export function getUdid(bus: SimBus, address?: number): Promise<TransferReport> {
  return bus.writeRead(ARP, Uint8Array.of(address === undefined ? 0x03 : (address << 1) | 1), 19)
}

/** Assign Address; `addressByte` is as on the wire. */
export function assign(bus: SimBus, udid: string, addressByte: number): Promise<TransferReport> {
  return bus.write(ARP, frame(0x04, 0x11, ...hex(udid), addressByte))
}

/** Bytes of hex text, blanks allowed. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
}

/** The UDID in a Get UDID reply, undefined where none came. */
export function udidOf({ data }: TransferReport): string | undefined {
  return data && Buffer.from(data.subarray(1, 17)).toString('hex')
}

/** UDIDs of the reference, section 6.1, by their number there. */
export const UDIDS = {
  1: '4108808610d400040000000044332210',
  '1 strap 1': '4108808610d400040000000044332211',
  2: '410b8086153100040000000000c91234',
  3: '810818f40200002518f402150a1b2c3d',
  4: '010810ee0000002710ee000000202010',
  5: '400f10eeffff0007f00f0ff0ffffff10',
  6: '000102030405060708090a0b0c0d0e0f',
  7: '00080000000004000000000000000000',
  8: '00080000000000040000000000000000',
  9: '8100dc5a0102000412345678deadbeef',
} as const
