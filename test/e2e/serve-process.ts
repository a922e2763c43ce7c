import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** `arpeggio serve`, as it is built, in a process of its own. */
export class ServeProcess implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly address: string

  private constructor(child: ChildProcess, address: string) {
    this.#child = child
    this.address = address
  }

  /** Settles when it has printed its address. `dataFolder` holds its settings and history. */
  static async start(out: string, dataFolder: string, ...options: string[]): Promise<ServeProcess> {
    const child = spawn(process.execPath, [join(out, 'main/cli.js'), 'serve', '--quiet', ...options], {
      env: { ...process.env, ARPEGGIO_DATA_FOLDER: dataFolder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout })
    const [address] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as [unknown]
    if (typeof address !== 'string')
      throw new Error(`arpeggio serve ended before it had an address (${String(address)})`)
    return new ServeProcess(child, address)
  }

  get port(): string {
    return new URL(this.address).port
  }

  /** As a crash or a pulled plug ends it: nothing is said to anybody. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#over()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.#over()
  }

  async #over(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit')
  }
}
