import type { BusCapabilities } from '#shared/i2c/bus.ts'
import { FUNCTION, MAX_MESSAGE_BYTES, SMBUS_BLOCK_MAX } from './i2c-dev-abi.ts'

/** How a kernel bus is spoken to. */
export type KernelWay =
  /** By I2C messages. */
  | 'messages'
  /** By SMBus protocols with the kernel's PEC. */
  | 'pec'
  /** By SMBus protocols without it: where they allow for it, the PEC goes along as a data byte. */
  | 'protocols'

const PEC_PROTOCOLS = FUNCTION.pec | FUNCTION.sendByte | FUNCTION.writeBlock | FUNCTION.readBlock
const PEC_AS_DATA = FUNCTION.writeByteData | FUNCTION.writeI2cBlock | FUNCTION.readI2cBlock

/** The driver that sends a data byte with a Quick Command (measured), and keeps a refused transfer. */
export const HID_MCP2221 = 'mcp2221'

/** The best way an adapter has, by what it says it can do. */
export function kernelWay(functionality: number): KernelWay {
  if (has(functionality, FUNCTION.i2c)) return 'messages'
  return has(functionality, PEC_PROTOCOLS) ? 'pec' : 'protocols'
}

/** Why ARP can't be done on an adapter; undefined where it can. */
export function noArpReason(functionality: number): string | undefined {
  if (kernelWay(functionality) !== 'protocols' || has(functionality, PEC_AS_DATA)) return undefined
  return 'its controller has neither I2C messages, nor SMBus blocks with PEC, nor I2C blocks, one of which ARP needs'
}

/**
 * What an adapter of the kernel can do. Drivers do not tell about clock stretching, which both specifications ask of a
 * controller; nor which byte was refused.
 */
export function kernelCapabilities(functionality: number, driver: string | null, clockHz: number): BusCapabilities {
  const way = kernelWay(functionality)
  return {
    repeatedStart: noArpReason(functionality) === undefined,
    quickWrite: has(functionality, FUNCTION.quick) && driver !== HID_MCP2221,
    maxTransferBytes: way === 'messages' ? MAX_MESSAGE_BYTES : SMBUS_BLOCK_MAX,
    clockHz: { min: clockHz, max: clockHz },
    nackReporting: 'none',
    reportsArbitrationLoss: false,
    toleratesClockStretching: true,
    readsLines: { scl: false, sda: false },
    recovery: 'none',
  }
}

function has(functionality: number, functions: number): boolean {
  return (functionality & functions) === functions
}
