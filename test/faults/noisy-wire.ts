import type { LineLevels } from '#shared/i2c/bus.ts'
import type { ByteResult, WireController } from '#shared/sim/wire-controller.ts'

/** What a controller sees or does wrong on a wire whose targets are sound. Bytes are counted from 0, the address byte being the first. */
export type Noise =
  /** A byte was taken, and the ninth bit reads high. */
  | { readonly do: 'nack'; readonly byte: number }
  /** A byte was refused, and the ninth bit reads low. */
  | { readonly do: 'ack'; readonly byte: number }
  /** A bit of a byte that is read turns over; the first byte read is 0. */
  | { readonly do: 'flip'; readonly byte: number; readonly mask: number }
  /** SCL stays low for so long before a byte. */
  | { readonly do: 'hold'; readonly byte: number; readonly ms: number }

interface Armed {
  readonly noise: Noise
  readonly forGood: boolean
}

const DEFAULT_ADDRESS = 0x61

/**
 * The wire as one adapter drives it, with noise where it is told to, and what no report shows noted: whether the
 * adapter has left a transaction open, and what it wrote.
 */
export class NoisyWire implements WireController {
  readonly #wire: WireController
  #armed: Armed | undefined
  #isOpen = false
  #foreignWrites = 0
  #settings = 0
  /** Where the next byte is a written one: the address it goes to. */
  #writesTo: number | undefined
  #expectsAddress = false
  #sent = 0
  #received = 0

  constructor(wire: WireController) {
    this.#wire = wire
  }

  /** From the next START on; once, or for good. */
  arm(noise: Noise, forGood: boolean): void {
    this.#armed = { noise, forGood }
  }

  /** START was sent and no STOP. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Data bytes the adapter put on the wire after any address but 0x61, acknowledged or not. */
  get foreignWrites(): number {
    return this.#foreignWrites
  }

  /** Bytes acknowledged at 0x61 beyond the first of a transaction: to a part that is no ARP device, each is a setting. */
  get settings(): number {
    return this.#settings
  }

  get nowUs(): number {
    return this.#wire.nowUs
  }

  get clockHz(): number {
    return this.#wire.clockHz
  }

  set clockHz(clockHz: number) {
    this.#wire.clockHz = clockHz
  }

  get stretchLimitUs(): number {
    return this.#wire.stretchLimitUs
  }

  set stretchLimitUs(us: number) {
    this.#wire.stretchLimitUs = us
  }

  lines(): LineLevels {
    return this.#wire.lines()
  }

  start(): 'ok' | 'stuck' {
    const started = this.#wire.start()
    if (!this.#isOpen) this.#sent = 0
    this.#received = 0
    this.#expectsAddress = true
    this.#isOpen ||= started === 'ok'
    return started
  }

  send(byte: number): ByteResult {
    this.#noteWrite(byte)
    const at = this.#sent++
    this.#hold(at)
    const result = this.#wire.send(byte)
    if (result.acked && at > 1 && this.#writesTo === DEFAULT_ADDRESS) this.#settings++
    if (result.lost) this.#isOpen = false
    if (result.lost || result.timedOut) return result
    if (result.acked && this.#strikes('nack', at)) return { ...result, acked: false }
    if (!result.acked && this.#strikes('ack', at)) return { ...result, acked: true }
    return result
  }

  receive(ack: boolean): ByteResult {
    const result = this.#wire.receive(ack)
    if (result.lost) this.#isOpen = false
    const flip = this.#strikes('flip', this.#received++)
    return flip?.do === 'flip' ? { ...result, byte: result.byte ^ flip.mask } : result
  }

  stop(): void {
    this.#wire.stop()
    this.#isOpen = false
  }

  holdClock(us: number): void {
    this.#wire.holdClock(us)
  }

  pulseClock(): LineLevels {
    return this.#wire.pulseClock()
  }

  #hold(at: number): void {
    const hold = this.#strikes('hold', at)
    if (hold?.do === 'hold') this.#wire.holdClock(hold.ms * 1000)
  }

  #strikes(what: Noise['do'], byte: number): Noise | undefined {
    const armed = this.#armed
    if (armed?.noise.do !== what || armed.noise.byte !== byte) return undefined
    if (!armed.forGood) this.#armed = undefined
    return armed.noise
  }

  #noteWrite(byte: number): void {
    if (this.#expectsAddress) this.#writesTo = (byte & 1) === 0 ? byte >> 1 : undefined
    else if (this.#writesTo !== undefined && this.#writesTo !== DEFAULT_ADDRESS) this.#foreignWrites++
    this.#expectsAddress = false
  }
}
