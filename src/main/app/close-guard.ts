/** What of a run the guard needs. */
export interface GuardedRun {
  readonly runId: string | null
  stop(): Promise<void>
}

/** What of a window the guard needs. */
export interface GuardedWindow {
  ask(): Promise<boolean>
  destroy(): void
}

/**
 * Keeps a window from closing over a run: asks, once at a time, and closes it when the run is over.
 * Gives what takes the window's `close` event.
 */
export function guardClose(run: GuardedRun, window: GuardedWindow): (event: { preventDefault(): void }) => void {
  let isAsking = false
  const askAndClose = async (): Promise<void> => {
    isAsking = true
    try {
      if (!(await window.ask())) return
      await run.stop()
      window.destroy()
    } finally {
      isAsking = false
    }
  }
  return (event) => {
    if (run.runId === null) return
    event.preventDefault()
    if (!isAsking) void askAndClose()
  }
}
