const POLYNOMIAL = 0x07

const TABLE = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ POLYNOMIAL) & 0xff : crc << 1
  return crc
})

/**
 * SMBus Packet Error Code: CRC-8, polynomial x⁸+x²+x+1, initial value 0, over every byte of the transaction
 * on the wire, address bytes included, START, STOP and ACK bits not (SMBus 3.x, Packet Error Checking).
 * The PEC of a frame with its own PEC appended is 0.
 */
export function pec(bytes: Iterable<number>): number {
  let crc = 0
  for (const byte of bytes) crc = TABLE[crc ^ byte] ?? 0
  return crc
}
