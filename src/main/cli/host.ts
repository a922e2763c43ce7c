import type { Engine } from '../engine/engine.ts'

/** A stream of text to the user. */
export interface Output {
  write(text: string): void
  /** A person is looking at it as it appears. */
  readonly isTerminal: boolean
  /** Escape sequences for colour are welcome. */
  readonly hasColour: boolean
  /** Width in characters where it is a terminal. */
  readonly columns: number | undefined
}

/** What a command has of the process it runs in, so that a test can bring its own. */
export interface CliHost {
  /** The result, nothing else. */
  readonly stdout: Output
  /** Progress, hints, warnings, errors. */
  readonly stderr: Output
  /** Aborted by Ctrl+C, by SIGTERM, and when nobody reads the result any more. */
  readonly signal: AbortSignal
  /** This user's folder for what is kept, the history among it; undefined: nothing is. */
  readonly dataFolder: string | undefined
  createEngine(): Promise<Engine>
  /** The lines of standard input as they come; `hint` is shown where a person types them. Ends when interrupted. */
  readonly input?: (hint: string) => AsyncIterable<string>
}

/** One command line being carried out: commands leave their exit code in it. */
export interface Invocation {
  readonly host: CliHost
  exitCode: number
}

/** Why the signal of a host was aborted when the reader of the result went away (`| head`). */
export const READER_GONE = 'the reader of the result went away'
