import type { EngineState, NoticeName, Notices } from '#shared/api/contract.ts'

/** A page that talks with the engine, as the engine sees it. */
export interface FrontEnd {
  /** What a Run calls it when it agrees to ARP traffic: `the window`. */
  readonly name: string
  /** Whether it can write files where the user says. */
  readonly savesFiles: boolean
  /**
   * Takes a notice. Never throws, and never waits: one that is behind may leave out batches of run events, which it
   * can ask for again, and all but the last of what a later notice replaces.
   */
  notify<K extends NoticeName>(name: K, notice: Notices[K]): void
}

/** Everybody who is connected, in the order they came: the first one holds the bus, the others watch. */
export class FrontEnds {
  readonly #connected = new Set<FrontEnd>()
  #runId: string | null = null

  get isEmpty(): boolean {
    return this.#connected.size === 0
  }

  add(frontEnd: FrontEnd): void {
    this.#connected.add(frontEnd)
  }

  /** Who leaves hands the bus on; who gets it is told. */
  remove(frontEnd: FrontEnd): void {
    const held = this.mayControl(frontEnd)
    this.#connected.delete(frontEnd)
    const [next] = this.#connected
    if (held && next) next.notify('engine', this.stateFor(next))
  }

  mayControl(frontEnd: FrontEnd): boolean {
    const [holder] = this.#connected
    return holder === frontEnd
  }

  /** How the engine is, seen from `frontEnd`. */
  stateFor(frontEnd: FrontEnd, message: string | null = null): EngineState {
    return {
      state: 'ready',
      message,
      mayControl: this.mayControl(frontEnd),
      savesFiles: frontEnd.savesFiles,
      runId: this.#runId,
    }
  }

  /** Tells everybody what is under way; null when nothing is. */
  setRun(runId: string | null): void {
    this.#runId = runId
    this.#tellState()
  }

  /** Tells everybody what happened, in one line. */
  say(message: string): void {
    this.#tellState(message)
  }

  tell<K extends NoticeName>(name: K, notice: Notices[K]): void {
    for (const frontEnd of this.#connected) frontEnd.notify(name, notice)
  }

  #tellState(message: string | null = null): void {
    for (const frontEnd of this.#connected) frontEnd.notify('engine', this.stateFor(frontEnd, message))
  }
}
