import { BULK_ENDPOINT, CONFIGURATION, INTERFACE, PACKET_BYTES } from '#shared/adapters/ch341/codec.ts'
import type { UsbPort } from '#shared/adapters/ports.ts'
import { isBusError } from '#shared/i2c/errors.ts'
import { CH341_IDENTITY } from './ch341-descriptors.ts'
import { Change } from './change.ts'
import type { Pacing } from './real-time.ts'
import { never, STALL, orAborted, type PluggedDevice, type Setup, type VirtualDevice } from './virtual-device.ts'

const VENDOR_IN = 0xc0

/** A CH341's chip: its port, and when its I2C engine is done with the packet it was given last. */
export interface Ch341Chip extends UsbPort {
  readonly stream: { readonly doneUs: number }
}

/** What a virtual CH341A is made of. */
export interface Ch341DeviceOptions {
  /** A chip that has just been powered up, on whatever bus it is wired to. */
  readonly powerUp: () => Ch341Chip
  readonly pacing: Pacing
}

/** A CH341A on USB, answering as soon as its I2C bus has done what was asked. */
export function ch341Device({ powerUp, pacing }: Ch341DeviceOptions): VirtualDevice {
  return { identity: CH341_IDENTITY, plug: () => new PluggedCh341(powerUp(), pacing) }
}

class PluggedCh341 implements PluggedDevice {
  readonly #chip: Ch341Chip
  readonly #pacing: Pacing
  readonly #ready: Promise<void>
  readonly #sent = new Change()

  constructor(chip: Ch341Chip, pacing: Pacing) {
    this.#chip = chip
    this.#pacing = pacing
    // Which configuration and interface are in use is between the host and its own USB stack.
    this.#ready = chip.selectConfiguration(CONFIGURATION).then(() => chip.claimInterface(INTERFACE))
  }

  async control(setup: Setup, _data: Uint8Array, signal: AbortSignal): Promise<Uint8Array | typeof STALL> {
    if (setup.requestType !== VENDOR_IN) return STALL
    await this.#ready
    this.#pacing.catchUp()
    try {
      const answer = await this.#chip.controlTransferIn(setup, setup.lengthBytes, 0)
      return answer ?? (await orAborted(never(), signal))
    } catch (error) {
      if (isBusError(error, 'adapter')) return STALL
      throw error
    }
  }

  async out(endpoint: number, data: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#ready
    // The host may ask for the next packet while the bus is still at work on the last; the chip says NAK till then.
    await this.#pacing.until(this.#chip.stream.doneUs, signal)
    await this.#chip.transferOut(endpoint, data, 0)
    this.#sent.announce()
  }

  async in(endpoint: number, lengthBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    if (endpoint !== BULK_ENDPOINT) return orAborted(never(), signal)
    await this.#ready
    const packets: Uint8Array[] = []
    for (let wantedBytes = lengthBytes; wantedBytes > 0;) {
      const packet = await this.#packet(signal).catch((error: unknown) => {
        // What came before the host took the transfer back is the host's.
        if (packets.length > 0 && signal.aborted) return new Uint8Array(0)
        throw error
      })
      packets.push(packet)
      wantedBytes -= packet.length
      if (packet.length < PACKET_BYTES) break
    }
    return Buffer.concat(packets)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chip[Symbol.asyncDispose]()
  }

  /** The next packet, when the bus has done what it answers. */
  async #packet(signal: AbortSignal): Promise<Uint8Array> {
    for (;;) {
      const sent = this.#sent.wait(signal)
      // Waited for only where there is nothing to fetch.
      sent.catch(() => undefined)
      await this.#pacing.until(this.#chip.stream.doneUs, signal)
      await this.#pacing.frame(signal)
      const packet = await this.#chip.transferIn(BULK_ENDPOINT, PACKET_BYTES, 0)
      if (packet) return packet
      await sent
    }
  }
}
