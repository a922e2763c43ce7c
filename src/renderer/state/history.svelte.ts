import type { HostApi, OpenedFile, WireError } from '#shared/api/contract.ts'
import type { DeviceSighting } from '#shared/api/device-sighting.ts'
import { LONGEST_FILE_BYTES } from '#shared/api/file-to-open.ts'
import type { RunFilter } from '#shared/api/run-filter.ts'
import type { RunListing } from '#shared/api/run-listing.ts'
import type { Run } from '#shared/run/run.ts'
import { base64Of } from '../model/base64.ts'
import { answerOf, RequestFailed } from './answers.ts'

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

  /** Takes a saved run, or a session bundle, in. @throws RequestFailed where the file is neither */
  async open(file: File): Promise<OpenedFile> {
    if (file.size > LONGEST_FILE_BYTES) throw new RequestFailed(tooLong(file))
    return answerOf(await this.#host.request('history:open', { name: file.name, base64: await base64Of(file) }))
  }

  /** The runs that a filter means, newest first. @throws RequestFailed */
  async search(filter: RunFilter): Promise<readonly RunListing[]> {
    return answerOf(await this.#host.request('history:search', filter))
  }

  /** Where a device was in runs before that one, newest first. @throws RequestFailed */
  async earlier(udid: string, before: string): Promise<readonly DeviceSighting[]> {
    return answerOf(await this.#host.request('history:sightings', { udid, before: this.find(before)?.number ?? null }))
  }
}

function tooLong({ name, size }: File): WireError {
  const message = `${name} has ${size} bytes, more than the ${LONGEST_FILE_BYTES} that are opened here`
  return { kind: 'request', busKind: null, message }
}
