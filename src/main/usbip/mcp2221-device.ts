import { REPORT_BYTES } from '#shared/adapters/mcp2221/codec.ts'
import type { HidPort } from '#shared/adapters/ports.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { Change } from './change.ts'
import { MCP2221_IDENTITY } from './mcp2221-descriptors.ts'
import type { Pacing } from './real-time.ts'
import { never, STALL, orAborted, type PluggedDevice, type Setup, type VirtualDevice } from './virtual-device.ts'

const HID_ENDPOINT = 3
const SERIAL_PORT_OUT = 2
/** Replies the chip keeps for a host that does not fetch them; it takes no more commands until one is. */
const KEPT_REPLIES = 8
const RESET_CHIP = [0x70, 0xab, 0xcd, 0xef]

/** Class requests: HID 1.11 §7.2, and those of a serial port (CDC PSTN 1.2 §6.3). */
const SET_IDLE = 0x0a
const SET_LINE_CODING = 0x20
const GET_LINE_CODING = 0x21
const SET_CONTROL_LINE_STATE = 0x22
const CLASS_OUT = 0x21
const CLASS_IN = 0xa1
/** 9600 baud, one stop bit, no parity, eight bits. */
const LINE_CODING = Uint8Array.of(0x80, 0x25, 0, 0, 0, 0, 8)
const NOTHING = new Uint8Array(0)

/** What a virtual MCP2221A is made of. */
export interface Mcp2221DeviceOptions {
  /** A chip that has just been powered up, on whatever bus it is wired to. */
  readonly powerUp: () => HidPort
  readonly pacing: Pacing
}

/** An MCP2221A on USB: its HID function is a chip model, its serial port takes what it gets and says nothing. */
export function mcp2221Device({ powerUp, pacing }: Mcp2221DeviceOptions): VirtualDevice {
  return { identity: MCP2221_IDENTITY, plug: () => new PluggedMcp2221(powerUp(), pacing) }
}

class PluggedMcp2221 implements PluggedDevice {
  readonly #chip: HidPort
  readonly #pacing: Pacing
  /** Commands sent that no reply was fetched for. */
  #unfetched = 0
  /** A command came, or a reply was fetched. */
  readonly #traffic = new Change()
  #lineCoding: Uint8Array = LINE_CODING

  constructor(chip: HidPort, pacing: Pacing) {
    this.#chip = chip
    this.#pacing = pacing
  }

  control({ requestType, request }: Setup, data: Uint8Array): Promise<Uint8Array | typeof STALL> {
    return Promise.resolve(this.#classRequest(requestType, request, data))
  }

  async out(endpoint: number, data: Uint8Array, signal: AbortSignal): Promise<void> {
    if (endpoint === SERIAL_PORT_OUT) return
    while (this.#unfetched >= KEPT_REPLIES) await this.#traffic.wait(signal)
    if (RESET_CHIP.every((byte, i) => data[i] === byte)) throw new BusError('closed', 'the MCP2221 was reset')
    // The kernel's driver sends the used bytes alone; the chip sees a report all the same.
    const report = new Uint8Array(REPORT_BYTES)
    report.set(data.subarray(0, REPORT_BYTES))
    this.#pacing.catchUp()
    await this.#chip.write(report)
    this.#unfetched++
    this.#traffic.announce()
  }

  async in(endpoint: number, _lengthBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    if (endpoint !== HID_ENDPOINT) return orAborted(never(), signal)
    for (;;) {
      const traffic = this.#traffic.wait(signal)
      // Waited for only where there is nothing to fetch.
      traffic.catch(() => undefined)
      if (this.#unfetched > 0) await this.#pacing.frame(signal)
      signal.throwIfAborted()
      this.#pacing.catchUp()
      const report = await this.#chip.read(0)
      if (report) {
        this.#unfetched = Math.max(0, this.#unfetched - 1)
        this.#traffic.announce()
        return report
      }
      // A chip that keeps silent must not stop the host from asking again.
      this.#unfetched = 0
      await traffic
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chip[Symbol.asyncDispose]()
  }

  #classRequest(requestType: number, request: number, data: Uint8Array): Uint8Array | typeof STALL {
    if (requestType === CLASS_IN && request === GET_LINE_CODING) return this.#lineCoding
    if (requestType !== CLASS_OUT) return STALL
    if (request === SET_LINE_CODING) this.#lineCoding = Uint8Array.from(data)
    return [SET_IDLE, SET_LINE_CODING, SET_CONTROL_LINE_STATE].includes(request) ? NOTHING : STALL
  }
}
