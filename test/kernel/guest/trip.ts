/**
 * A guest that stalls in the middle of a transaction is no fault of the program under test. The clock is looked at four
 * times between a write and its repeated START, for which a target waits 25 ms.
 */
export const LONGEST_STALL_US = 4000

/** A transfer as a rigged adapter sees it: its kind and its bytes. */
export interface Seen {
  readonly kind: string
  readonly bytes: Uint8Array
}

/** A kind of moment: the `nth` transfer that begins with, or holds, these bytes. */
export interface Moment {
  readonly kind: string
  readonly bytes?: readonly number[]
  readonly nth: number
}

/** Makes something happen at a transfer, once. */
export class Trip {
  #set: { readonly moment: Moment; left: number; readonly then: () => void } | undefined

  /** Calls `then` once the chip has carried out that transfer, counted from now on, before the host learns of it. */
  set(moment: Moment, then: () => void): void {
    this.#set = { moment, left: moment.nth, then }
  }

  /** A transfer was carried out. */
  see({ kind, bytes }: Seen): void {
    const set = this.#set
    if (set?.moment.kind !== kind) return
    if (Buffer.from(bytes).indexOf(Buffer.from(set.moment.bytes ?? [])) < 0) return
    if (--set.left > 0) return
    this.#set = undefined
    set.then()
  }
}
