/** How PEC is held against replies: `tolerant` takes a reply whose PEC is wrong twice in the same way. */
export type PecMode = 'strict' | 'tolerant'

/**
 * Every count, wait and cap of the ARP controller, in one place. Counts are total tries, waits are in
 * milliseconds. Sources: DSP0237 1.1.0 figure 2 for the repeat counts, SMBus 3.x for the timeouts, the
 * Intel I210 datasheet for the retry of a device whose firmware is not ready.
 */
export interface ArpPolicy {
  readonly pec: PecMode
  /** General Get UDIDs before concluding who is at 0x61 (DSP0237: 1 + at least 2). */
  readonly lookTries: number
  /** Wait before the one more look after a Prepare nobody acknowledged (tPOR). */
  readonly lookAgainAfterMs: number
  readonly prepareTimes: number
  readonly resetTimes: number
  readonly assignTries: number
  readonly confirmTries: number
  /** Refused Get UDIDs in a row that end an enumeration. */
  readonly endTries: number
  /** Directed Get UDIDs in a row without an answer that make a device departed. */
  readonly goneTries: number
  /** Times the same device may come back unassigned before it is given up. */
  readonly notTakenTries: number
  /** Times a reply with a wrong PEC or count is asked for again. */
  readonly garbledTries: number
  /** Wait after a device refused the byte count: its firmware is not ready. */
  readonly notReadyWaitMs: number
  readonly notReadyTries: number
  /** Times one transaction is repeated after lost arbitration, a busy bus or a timeout. */
  readonly transferTries: number
  /** Wait before such a repeat (tTIMEOUT max is 35 ms). */
  readonly transferRetryWaitMs: number
  /** Enumerations begun again after an address conflict. */
  readonly conflictRestarts: number
  /** Most Get UDID rounds of one enumeration. */
  readonly maxRounds: number
  /** Longest one transaction may take beyond its own wire time. */
  readonly transferTimeoutMs: number
}

/** The defaults: what DSP0237 asks for, and caps no healthy bus meets. */
export const DEFAULT_POLICY: ArpPolicy = {
  pec: 'strict',
  lookTries: 3,
  lookAgainAfterMs: 500,
  prepareTimes: 3,
  resetTimes: 3,
  assignTries: 3,
  confirmTries: 3,
  endTries: 3,
  goneTries: 3,
  notTakenTries: 3,
  garbledTries: 3,
  notReadyWaitMs: 300,
  notReadyTries: 4,
  transferTries: 3,
  transferRetryWaitMs: 35,
  conflictRestarts: 1,
  maxRounds: 256,
  transferTimeoutMs: 100,
}
