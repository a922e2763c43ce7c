import type { Clock } from '#shared/i2c/clock.ts'
import type { HidPort } from '../ports.ts'
import { FLASH_STRING, decodeFlashString, encodeReadFlash } from './codec.ts'
import { ReportExchange } from './exchange.ts'

/** What tells one chip from another, read from its flash. */
export interface FlashIdentity {
  /** Differs from chip to chip although USB shows no serial by default. Null where there is none. */
  readonly serial: string | null
  readonly product: string
}

/**
 * Throws away stale input and reads the flash strings. They come before all else: no reply that was still on
 * its way to an earlier user can pass for theirs.
 * @throws BusError `closed` or `adapter` when the chip is gone or does not answer
 */
export async function askIdentity(exchange: ReportExchange): Promise<FlashIdentity> {
  await exchange.drain()
  const serial = decodeFlashString(await exchange.exchange(encodeReadFlash(FLASH_STRING.serial)))
  const product = decodeFlashString(await exchange.exchange(encodeReadFlash(FLASH_STRING.product)))
  return { serial, product: product ?? 'MCP2221' }
}

/** The identity of the chip behind a port that is open for nothing else; leaves it open. Throws as {@link askIdentity} does. */
export function identifyMcp2221(port: HidPort, clock: Clock, replyTimeoutMs: number): Promise<FlashIdentity> {
  return askIdentity(new ReportExchange(port, clock, replyTimeoutMs))
}
