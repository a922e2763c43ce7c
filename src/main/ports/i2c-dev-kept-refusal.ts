const MEND =
  'Plug the adapter in again before the next Run; or blacklist hid_mcp2221 and use --adapter mcp2221, which has no such trouble'

const STUCK =
  "the kernel's driver hid-mcp2221 did not cancel a combined transfer that was refused, so its chip may refuse everything " +
  `after it, and this refusal says nothing about the bus. ${MEND}`

const NEVER_ANSWERED =
  "nothing has acknowledged since this bus was opened, which the kernel's driver hid-mcp2221 can't tell from a chip that is " +
  `stuck: it does not cancel a combined transfer that was refused. ${MEND}`

const ASKED_ONCE =
  "a refused Get UDID counted once where others are asked for three times: the kernel's driver hid-mcp2221 does not cancel a " +
  `combined transfer that was refused, and its chip refuses everything after it. ${MEND}`

/** As often as an ARP controller asks for a refusal again to be sure of it (DSP0237 figure 2). */
const MAX_REPEATS = 2

/**
 * What may be believed of refusals on hid-mcp2221, whose chip keeps a refused combined transfer and then refuses
 * whatever comes, all with the same errno. The refusal that got it stuck is real; so is the same one asked for again.
 * Any other is in doubt until somebody acknowledges.
 */
export class KeptRefusal {
  #hasAnswered = false
  #hasRefused = false
  #hasDoubted = false
  /** The combined transfer that may be stuck in the chip. */
  #kept: { readonly transfer: string; repeats: number } | undefined

  /** Somebody acknowledged: the chip is not stuck. */
  answered(): void {
    this.#hasAnswered = true
    this.#kept = undefined
  }

  /**
   * Takes note of a refusal; `transfer` names a combined one.
   * @returns why it can't be believed; undefined where it can
   */
  refused(transfer?: string): string | undefined {
    this.#hasRefused = true
    const kept = this.#kept
    if (!kept) {
      if (transfer !== undefined) this.#kept = { transfer, repeats: 0 }
      return undefined
    }
    if (this.#hasAnswered && kept.transfer === transfer && ++kept.repeats <= MAX_REPEATS) return undefined
    this.#hasDoubted = true
    return this.#hasAnswered ? STUCK : NEVER_ANSWERED
  }

  /** What a Run has to say where refusals were believed that may have been none. */
  get remarks(): readonly string[] {
    if (this.#hasDoubted || !this.#hasRefused) return []
    if (!this.#hasAnswered) return [NEVER_ANSWERED]
    return this.#kept ? [ASKED_ONCE] : []
  }
}
