import type { HostApi, LinesState } from '#shared/api/contract.ts'
import type { BusRequest } from '#shared/api/operation-request.ts'
import type { RecoveryReport } from '#shared/i2c/bus.ts'

/** tTIMEOUT: whoever holds SCL longer has given the bus up (SMBus 3.x). */
const STUCK_MS = 35

/** A bus that needs a hand, in words. */
export interface StuckBus {
  readonly line: 'SDA' | 'SCL' | 'both'
  readonly headline: string
  readonly advice: string
  readonly lowForMs: number
}

/** The levels of the lines, live while the bus is idle. */
export class Lines {
  readonly #host: HostApi
  #selector = $state<string | null>(null)
  #state = $state.raw<LinesState>()
  #isRecovering = $state(false)
  #recovered = $state.raw<RecoveryReport>()

  readonly stuck: StuckBus | undefined = $derived(this.#state && stuckBus(this.#state))

  constructor(host: HostApi) {
    this.#host = host
  }

  get state(): LinesState | undefined {
    return this.#state
  }

  get isRecovering(): boolean {
    return this.#isRecovering
  }

  /** What the last recovery came to; gone once another bus is chosen. */
  get recovered(): RecoveryReport | undefined {
    return this.#recovered
  }

  /** Gives the function that ends following. */
  follow(): () => void {
    return this.#host.on('lines', (state) => {
      if (state.selector === this.#selector) this.#state = state
    })
  }

  /** Turns to another bus; gives the message of what keeps it from being opened, or null. */
  async turnTo(bus: BusRequest | null): Promise<string | null> {
    this.#selector = bus?.selector ?? null
    this.#state = undefined
    this.#recovered = undefined
    const reply = await this.#host.request('lines:follow', { bus })
    return reply.ok ? null : reply.error.message
  }

  /** Clocks a stuck target out; no address is sent. Gives one line of what it came to. */
  async recover(bus: BusRequest): Promise<string> {
    this.#isRecovering = true
    const reply = await this.#host.request('bus:recover', bus)
    this.#isRecovering = false
    if (!reply.ok) return reply.error.message
    this.#recovered = reply.value
    if (this.#state) this.#state = { ...this.#state, levels: reply.value.after, lowForMs: { scl: 0, sda: 0 } }
    return reply.value.message
  }
}

function stuckBus({ levels, lowForMs }: LinesState): StuckBus | undefined {
  const scl = levels.scl === 'low' && lowForMs.scl > STUCK_MS
  const sda = levels.sda === 'low' && lowForMs.sda > STUCK_MS
  if (scl && sda) {
    const advice =
      'First of all: no pull-ups on the bus, or no power on the card. A bench has pull-ups only if you added them.'
    return {
      line: 'both',
      headline: 'SCL and SDA are both low.',
      advice,
      lowForMs: Math.min(lowForMs.scl, lowForMs.sda),
    }
  }
  if (scl) {
    const advice =
      'A target stretches the clock without end, or the line is shorted. No adapter can clock that away: power-cycle the card.'
    return { line: 'SCL', headline: 'SCL is held low.', advice, lowForMs: lowForMs.scl }
  }
  if (sda) {
    const advice =
      'SCL is high: a target stopped mid-byte. Up to nine clocks usually free it, from an adapter that can send them.'
    return { line: 'SDA', headline: 'SDA is held low.', advice, lowForMs: lowForMs.sda }
  }
  return undefined
}
