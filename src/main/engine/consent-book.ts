import type { Consent } from '#shared/arp/events.ts'
import { CONSENT_VALID_MS } from '#shared/api/consent.ts'
import type { ConsentState } from '#shared/api/contract.ts'
import type { Clock } from '#shared/i2c/clock.ts'

/** Nobody agreed. */
const NO_CONSENT: Consent = { armed: false, by: null, atUtc: null }

/** Why a consent is over. */
export type ConsentEnd = NonNullable<ConsentState['ended']>

interface Entry {
  readonly consent: Consent
  /** The bus by the name the user gave it; null where none was given. */
  readonly name: string | null
  readonly expiresUs: number
}

/** Who agreed to ARP traffic on which bus. Each consent is for one bus and expires. */
export class ConsentBook {
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()
  readonly #ended = new Map<string, ConsentEnd>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Notes that `by` agreed to ARP traffic on `bus`, from now on for {@link CONSENT_VALID_MS}; `name` is what the user
   * called the bus in doing so.
   */
  give(bus: string, by: string, name: string | null): Consent {
    const consent = { armed: true, by, atUtc: new Date(this.#clock.utcMs()).toISOString() }
    this.#entries.set(bus, { consent, name, expiresUs: this.#clock.nowUs() + CONSENT_VALID_MS * 1000 })
    return consent
  }

  /** Ends the consent for `bus`, where there is one. */
  end(bus: string, why: ConsentEnd): void {
    if (this.#entries.delete(bus)) this.#ended.set(bus, why)
  }

  /** What the user called `bus` in agreeing, where that is valid now. */
  nameGiven(bus: string): string | null {
    return this.of(bus).armed ? (this.#entries.get(bus)?.name ?? null) : null
  }

  /** The consent for `bus` that is valid now. */
  of(bus: string): Consent {
    const entry = this.#entries.get(bus)
    if (entry && this.#clock.nowUs() < entry.expiresUs) return entry.consent
    this.end(bus, 'expired')
    return NO_CONSENT
  }

  /** The consent for `bus` with all that a front end shows of it. */
  stateOf(bus: string): Omit<ConsentState, 'selector'> {
    const consent = this.of(bus)
    const remainingUs = (this.#entries.get(bus)?.expiresUs ?? this.#clock.nowUs()) - this.#clock.nowUs()
    const ended = consent.armed ? null : (this.#ended.get(bus) ?? null)
    return { ...consent, remainingMs: Math.ceil(remainingUs / 1000), validMs: CONSENT_VALID_MS, ended }
  }
}
