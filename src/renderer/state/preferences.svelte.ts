import type { HostApi } from '#shared/api/contract.ts'
import { DEFAULT_SETTINGS, type Settings } from '#shared/api/settings.ts'
import { parsePool } from '#shared/arp/address-pool.ts'
import type { MatchRule } from '#shared/identify/match-rule.ts'
import { parseRuleFile } from '#shared/identify/rule-file.ts'
import { parseAddressList } from '#shared/i2c/address.ts'

/** The settings as the page shows and changes them; the engine's side keeps them. */
export class Preferences {
  readonly #host: HostApi
  #settings = $state.raw<Settings>(DEFAULT_SETTINGS)

  readonly pool = $derived(addressesOr(this.#settings.pool, parsePool))
  readonly rules: readonly MatchRule[] = $derived(rulesOf(this.#settings.rules))
  readonly reserved = $derived(addressesOr(this.#settings.reserved, parseAddressList))

  constructor(host: HostApi) {
    this.#host = host
  }

  get settings(): Settings {
    return this.#settings
  }

  /** Reads the settings and follows them; gives the function that ends it. */
  follow(): () => void {
    const end = this.#host.on('settings', (settings) => (this.#settings = settings))
    void this.#host.request('settings:read', null).then((reply) => {
      if (reply.ok) this.#settings = reply.value
    })
    return end
  }

  /** Shows the change at once; what the engine refuses comes back as it was. */
  async change(changes: Partial<Settings>): Promise<void> {
    const before = this.#settings
    this.#settings = { ...before, ...changes }
    const reply = await this.#host.request('settings:write', changes)
    this.#settings = reply.ok ? reply.value : before
  }
}

/** A file that is kept was read once; a later program may read it otherwise. */
function rulesOf(file: Settings['rules']): readonly MatchRule[] {
  try {
    return file ? parseRuleFile(file.text) : []
  } catch {
    return []
  }
}

/** What cannot be read yet, while it is being typed, names no address. */
function addressesOr(text: string, parse: (text: string) => readonly number[]): readonly number[] {
  try {
    return text === '' ? [] : parse(text)
  } catch {
    return []
  }
}
