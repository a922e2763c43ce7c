import {
  HIGHEST_TARGET_ADDRESS,
  LOWEST_ARP_ADDRESS,
  formatAddress,
  parseAddressList,
  range,
  reservationOf,
} from '#shared/i2c/address.ts'
import type { RefusedAddress } from './events.ts'
import type { Udid } from './udid.ts'

/**
 * The conservative pool for a PCIe card: the “B” (board) addresses of DSP0237 1.1.0 table 11, less those
 * SMBus reserves and those where EEPROMs and muxes live.
 */
export const CARD_POOL: readonly number[] = parseAddressList(
  '0x11-0x17,0x20-0x23,0x38-0x3b,0x45-0x47,0x4c,0x60,0x62-0x67',
)

/** Every address that is not reserved, hard or soft: 88 of them. */
export const WIDE_POOL: readonly number[] = range(LOWEST_ARP_ADDRESS, HIGHEST_TARGET_ADDRESS).filter(
  (address) => reservationOf(address) === undefined,
)

/**
 * The addresses of a pool from what the user wrote: `card`, `wide`, or a list. A list may name
 * soft-reserved addresses, never hard-reserved ones.
 * @throws SyntaxError naming what is wrong, and for a hard-reserved address why it is reserved
 */
export function parsePool(text: string): readonly number[] {
  if (text === 'card') return CARD_POOL
  if (text === 'wide') return WIDE_POOL
  const pool = parseAddressList(text)
  for (const address of pool) {
    const reservation = reservationOf(address)
    if (reservation?.kind === 'hard') {
      throw new SyntaxError(`${formatAddress(address)} can't be in a pool: ${reservation.why}`)
    }
  }
  return pool
}

/** The addresses an enumeration may give out, and why each of the others was refused. */
export class AddressPool {
  readonly #pool: readonly number[]
  readonly #reserved: ReadonlySet<number>
  readonly #preferred: ReadonlyMap<Udid, number>
  readonly #taken = new Map<number, string>()
  /** Who had an address last: one UDID an address, however many devices come and go. */
  readonly #formerHolders = new Map<number, Udid>()

  /** `reserved`: addresses the user keeps free; `preferred`: the address to try first, by UDID. */
  constructor(pool: readonly number[], reserved: readonly number[], preferred: ReadonlyMap<Udid, number> = new Map()) {
    this.#pool = pool
    this.#reserved = new Set(reserved)
    this.#preferred = preferred
  }

  /** True where the pool may give `address` to somebody. */
  includes(address: number): boolean {
    return this.#pool.includes(address)
  }

  /** Marks an address as no longer to be given out; `why` is shown to people. */
  take(address: number, why: string): void {
    this.#taken.set(address, why)
  }

  /** Lets an address be given out again that a departed device had, to that device first. */
  release(address: number, udid: Udid): void {
    this.#taken.delete(address)
    this.#formerHolders.set(address, udid)
  }

  /** Why `address` can't be given out, or undefined while it can. */
  refusal(address: number): string | undefined {
    const reservation = reservationOf(address)
    if (reservation?.kind === 'hard') return reservation.why
    if (this.#reserved.has(address)) return 'reserved by you'
    return this.#taken.get(address) ?? (this.#pool.includes(address) ? undefined : 'not in the pool')
  }

  /**
   * The next address for a device: the preferred one, else the one it had before, else the first free one of
   * the pool, those that another device prefers last, for it may be waiting its turn; with what was passed over.
   */
  next(udid: Udid): { address: number | undefined; why: string; refused: RefusedAddress[] } {
    const refused: RefusedAddress[] = []
    for (const [address, why] of this.#candidates(udid)) {
      const refusal = this.refusal(address)
      if (refusal === undefined) return { address, why, refused }
      refused.push({ address, why: refusal })
    }
    return { address: undefined, why: 'the pool is exhausted', refused }
  }

  /** Addresses in the order they are tried, each with the reason it would be given for. */
  #candidates(udid: Udid): Map<number, string> {
    const candidates = new Map<number, string>()
    const preferred = this.#preferred.get(udid)
    if (preferred !== undefined) candidates.set(preferred, 'preferred for this UDID')
    for (const [address, former] of this.#formerHolders) {
      if (former === udid && !candidates.has(address)) candidates.set(address, 'had it before')
    }
    const wanted = new Set(this.#preferred.values())
    for (const address of this.#pool) {
      if (!candidates.has(address) && !wanted.has(address)) candidates.set(address, 'next free in the pool')
    }
    for (const address of this.#pool) {
      if (!candidates.has(address)) candidates.set(address, 'free, though another UDID prefers it')
    }
    return candidates
  }
}
