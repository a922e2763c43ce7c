/**
 * What a state of the MCP2221's I2C engine asks of the driver. Only `idle` takes a fresh transfer.
 * - `busy`: on its way, ask again
 * - `wants-data`: the buffer is sent, the next chunk of a long write is due (SCL held low)
 * - `held`: a write without STOP is over, a repeated START must follow (SCL held low)
 * - `nack-stopping`, `nack`: a byte was refused, STOP being sent or sent; stays until cancelled
 * - `timeout`: SCL or the bus was held too long; stays until cancelled
 * - `read-part`, `read-done`: bytes wait to be fetched
 */
export type EngineGroup =
  'idle' | 'busy' | 'wants-data' | 'held' | 'nack-stopping' | 'nack' | 'timeout' | 'read-part' | 'read-done'

/**
 * Engine states the driver and the chip model name: reply byte 2 of 0x90-0x94 and 0x40, byte 8 of a status.
 * From Microchip's Android driver and EasyMCP2221; there is no list in the data sheet (DS20005565E).
 */
export const ENGINE = {
  idle: 0x00,
  start: 0x10,
  startTimeout: 0x12,
  repeatedStart: 0x15,
  repeatedStartTimeout: 0x17,
  addressSent: 0x21,
  addressTimeout: 0x23,
  nackStopping: 0x24,
  nackStopped: 0x25,
  writing: 0x40,
  wantsData: 0x41,
  writeTimeout: 0x44,
  held: 0x45,
  reading: 0x50,
  readTimeout: 0x52,
  readPart: 0x54,
  readDone: 0x55,
  stopping: 0x60,
  stopTimeout: 0x62,
} as const

const GROUPS = new Map<number, EngineGroup>([
  [ENGINE.idle, 'idle'],
  [ENGINE.startTimeout, 'timeout'],
  [ENGINE.repeatedStartTimeout, 'timeout'],
  [ENGINE.addressTimeout, 'timeout'],
  [ENGINE.nackStopping, 'nack-stopping'],
  [ENGINE.nackStopped, 'nack'],
  [ENGINE.wantsData, 'wants-data'],
  [ENGINE.writeTimeout, 'timeout'],
  [ENGINE.held, 'held'],
  [ENGINE.readTimeout, 'timeout'],
  [ENGINE.readPart, 'read-part'],
  [ENGINE.readDone, 'read-done'],
  [ENGINE.stopTimeout, 'timeout'],
])

/** The group of an engine state byte; any code not known is `busy`, so that it runs into the caller's deadline. */
export function engineGroup(state: number): EngineGroup {
  return GROUPS.get(state) ?? 'busy'
}
