import type { HostApi } from '#shared/api/contract.ts'
import type { RunListing } from '#shared/api/run-listing.ts'
import type { Run } from '#shared/run/run.ts'
import { answerOf } from './answers.ts'

/** The runs that are kept, and those of them that were fetched. */
export class History {
  readonly #host: HostApi
  readonly #fetched: Record<string, Run> = {}
  #listings = $state.raw<readonly RunListing[]>([])

  constructor(host: HostApi) {
    this.#host = host
  }

  /** Newest first. */
  get listings(): readonly RunListing[] {
    return this.#listings
  }

  /** Gives the function that ends following. */
  follow(): () => void {
    const end = this.#host.on('history', (listings) => (this.#listings = listings))
    void this.#host.request('history:list', null).then((reply) => {
      if (reply.ok) this.#listings = reply.value
    })
    return end
  }

  find(runId: string): RunListing | undefined {
    return this.#listings.find((listing) => listing.runId === runId)
  }

  /** @throws RequestFailed where it is not kept any more */
  async run(runId: string): Promise<Run> {
    const known = this.#fetched[runId]
    if (known) return known
    const run = answerOf(await this.#host.request('history:run', { runId }))
    this.#fetched[runId] = run
    return run
  }

  /** Takes a saved run in. @throws RequestFailed where the file is none */
  async open(file: File): Promise<RunListing> {
    return answerOf(await this.#host.request('history:open', { name: file.name, text: await file.text() }))
  }

  /** Where a device was in earlier runs, newest first. */
  async earlier(udid: string, before: string): Promise<{ number: number; address: string | null }[]> {
    const at = this.#listings.findIndex(({ runId }) => runId === before)
    const older = this.#listings.slice(at + 1).slice(0, 20)
    const found: { number: number; address: string | null }[] = []
    for (const { runId, number, devices } of older) {
      if (devices === 0) continue
      const device = (await this.run(runId)).devices.find((candidate) => candidate.udid === udid)
      if (device) found.push({ number, address: device.address })
    }
    return found
  }
}
