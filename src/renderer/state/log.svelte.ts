/** How a line of the log weighs. */
export type LogLevel = 'info' | 'warning' | 'error'

/** One line of the log. */
export interface LogLine {
  readonly utcMs: number
  readonly level: LogLevel
  /** What speaks: the app, the bus, a run. */
  readonly source: string
  readonly text: string
}

/** Lines beyond this many push the oldest out. */
const MOST_LINES = 20_000

/** What happened, line by line. */
export class Log {
  #lines = $state.raw<readonly LogLine[]>([])

  get lines(): readonly LogLine[] {
    return this.#lines
  }

  add(source: string, text: string, level: LogLevel = 'info'): void {
    this.addAll([{ utcMs: Date.now(), level, source, text }])
  }

  addAll(lines: readonly LogLine[]): void {
    if (lines.length > 0) this.#lines = [...this.#lines, ...lines].slice(-MOST_LINES)
  }

  clear(): void {
    this.#lines = []
  }
}
