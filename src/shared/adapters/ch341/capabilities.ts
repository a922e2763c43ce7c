import type { BusCapabilities } from '#shared/i2c/bus.ts'
import { CLOCK_HZ } from './codec.ts'
import type { AckChoice } from './stream.ts'

/** Packets follow each other without end; this is what the other adapters can carry. */
const MAX_TRANSFER_BYTES = 0xffff

/** What a CH341 can do; see {@link CH341_LIMITS} for what that means in words. */
export function ch341Capabilities(acks: AckChoice = 'chosen'): BusCapabilities {
  return {
    repeatedStart: true,
    quickWrite: true,
    maxTransferBytes: MAX_TRANSFER_BYTES,
    clockHz: CLOCK_HZ,
    nackReporting: acks === 'every-byte' ? 'every-byte' : 'address-only',
    reportsArbitrationLoss: false,
    toleratesClockStretching: false,
    // SCL may turn out to be readable, and then `lines()` says so.
    readsLines: { scl: false, sda: true },
    recovery: 'clocks',
  }
}

/** What a user must know of any CH341 before a run, one line each. */
export const CH341_LIMITS: readonly string[] = [
  'does not wait for a target that stretches the clock: such a device is missed or read wrongly; 20 kHz often helps',
  'does not notice when another controller uses the bus',
  'sends a transaction to its end even where a byte is refused; devices stop listening at a byte they refuse',
  'knows 20, 100 and 400 kHz: the highest that is not above the speed asked for is taken',
  'can read SDA; SCL is unknown until its pin has been seen to move',
  'takes a write on a bus whose SDA is held low for acknowledged; lines and reads show it',
  'reads an EEPROM at 0x50 when it is plugged in, and many sticks run at 5 V: plug it in before wiring it to the card',
]

/** What a user must know of a chip that gives one status byte a packet. */
export const ONE_STATUS_REMARK =
  'this chip reports one acknowledge bit a packet: ARP commands take three packets each way instead of one, and SCL waits for the computer before a repeated START'
