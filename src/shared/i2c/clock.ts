/**
 * Time as the core sees it, injected so that a simulated bus brings its own and no test sleeps.
 * `nowUs` is monotonic with an arbitrary origin.
 */
export interface Clock {
  /** Microseconds since this clock's origin. */
  nowUs(): number
  /** Wall-clock time in milliseconds since the Unix epoch. */
  utcMs(): number
  /** Settles after `ms` milliseconds; rejects with the signal's reason when aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
