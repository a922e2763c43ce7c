import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { AnswerOf, ArgumentOf, NoticeName, Notices, Reply, RequestName } from '#shared/api/contract.ts'
import type { Attempt, Loaded, PageCommand, PageFile, PageMessage } from './page-driver.ts'

/** How a request is made. */
export interface Asking {
  /** The URL of the page that asks, where it is not ours. */
  readonly as?: string
}

/** The built app, started on the stand-in, and a page in it that the test is. */
export class StandInApp implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #replies = new Map<number, (reply: Reply<unknown>) => void>()
  readonly #attempts = new Map<number, (allowed: boolean) => void>()
  readonly #files = new Map<number, (file: PageFile) => void>()
  /** Told of every notice, where a window shows them. */
  onNotice: (name: string, value: unknown) => void = () => undefined
  readonly #told: { notice: NoticeName; value: unknown }[] = []
  #heard: () => void = () => undefined
  #lastId = 0
  /** Dialogs shown and links opened until the last reply. */
  readonly dialogs: string[] = []
  /** How its window was opened; undefined until it was. */
  loaded: Loaded | undefined
  /** What befell the window, in order. */
  readonly events: string[] = []
  readonly exited: Promise<number | null>

  private constructor(child: ChildProcess) {
    this.#child = child
    this.exited = once(child, 'exit').then(([code]) => code as number | null)
    child.on('message', (message) => this.#take(message as PageMessage))
  }

  /** Settles when the window's page is there. */
  static async start(
    out: string,
    home: string,
    args: readonly string[] = [],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<StandInApp> {
    const child = fork(resolve(out, 'main/index.js'), args, {
      execArgv: ['--import', resolve(import.meta.dirname, 'register.ts')],
      env: { ...process.env, STAND_IN_HOME: home, ...environment },
      serialization: 'advanced',
    })
    const app = new StandInApp(child)
    await Promise.race([app.#until(() => app.loaded !== undefined), app.exited.then(failStart)])
    return app
  }

  request<K extends RequestName>(
    request: K,
    argument: ArgumentOf<K>,
    { as }: Asking = {},
  ): Promise<Reply<AnswerOf<K>>> {
    const id = ++this.#lastId
    this.command({ id, request, argument, ...(as === undefined ? {} : { as }) })
    return new Promise((settle) => this.#replies.set(id, settle as (reply: Reply<unknown>) => void))
  }

  /** A file of the page, from the app. */
  fetch(url: string): Promise<PageFile> {
    const id = ++this.#lastId
    this.command({ id, fetch: url })
    return new Promise((settle) => this.#files.set(id, settle))
  }

  /** Whether the app lets its page do that. */
  allows(attempt: Attempt): Promise<boolean> {
    const id = ++this.#lastId
    this.command({ id, attempt })
    return new Promise((settle) => this.#attempts.set(id, settle))
  }

  /** Settles when that has befallen the window. */
  async saw(event: 'reload' | 'focus'): Promise<void> {
    await this.#until(() => this.events.includes(event))
  }

  command(command: PageCommand): void {
    this.#child.send(command)
  }

  /** The notices of that name so far. */
  of<K extends NoticeName>(name: K): Notices[K][] {
    return this.#told.filter(({ notice }) => notice === name).map(({ value }) => value as Notices[K])
  }

  /** Settles with the first notice of that name for which `holds`. */
  async told<K extends NoticeName>(name: K, holds: (notice: Notices[K]) => boolean): Promise<Notices[K]> {
    await this.#until(() => this.of(name).some(holds))
    return this.of(name).find(holds)!
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) this.#child.disconnect()
    await this.exited
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((settle) => (this.#heard = settle))
  }

  #take(message: PageMessage): void {
    if ('loaded' in message) this.loaded = message.loaded
    else if ('event' in message) this.events.push(message.event)
    else if ('allowed' in message) {
      this.dialogs.push(...message.shown)
      this.#attempts.get(message.id)?.(message.allowed)
    } else if ('notice' in message) {
      this.#told.push(message)
      this.onNotice(message.notice, message.value)
    } else if ('file' in message) this.#files.get(message.id)?.(message.file)
    else {
      this.dialogs.push(...message.dialogs)
      this.#replies.get(message.id)?.(message.reply)
    }
    this.#heard()
  }
}

function failStart(code: number | null): never {
  throw new Error(`the app ended before it had a window (${code})`)
}
