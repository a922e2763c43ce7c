import type { AdapterList, AdapterListing, AdapterState, ScenarioListing } from '#shared/api/adapter-list.ts'
import type { HostApi } from '#shared/api/contract.ts'
import type { NamedConsent } from '#shared/api/named-consent.ts'
import { parseSelector } from '#shared/adapters/selector.ts'
import { cardName } from '../model/card-name.ts'
import type { Preferences } from './preferences.svelte.ts'

/** An adapter to choose, simulated or real. */
export interface ShelfItem {
  readonly selector: string
  readonly name: string
  /** Product, serial, path: whatever tells it from the next one. */
  readonly detail: string
  readonly state: AdapterState | 'unplugged'
  readonly problem: string | null
  readonly isSimulated: boolean
  /** Set where arming has to name the bus. */
  readonly namedConsent: NamedConsent | null
  /** What it can do, a word or two each. */
  readonly abilities: readonly string[]
  /** What to mind with it, one line each. */
  readonly limits: readonly string[]
}

const STATE_WORDS: Readonly<Partial<Record<string, string>>> = {
  ready: 'Ready',
  busy: 'Busy',
  'no-permission': 'No permission',
  'no-driver': 'No driver',
  'kernel-driver': 'Kernel driver',
  'wrong-mode': 'Wrong mode',
  failed: 'Failed',
  unplugged: 'Unplugged',
}

/** What a state is called; a dot alone tells nobody anything. */
export function stateWords(state: string): string {
  return STATE_WORDS[state] ?? state
}

/** The adapters there are, followed through plugging in and pulling out, and the cards that come with the program. */
export class AdapterShelf {
  readonly #host: HostApi
  readonly #preferences: Preferences
  #listings = $state.raw<readonly AdapterListing[]>([])
  #problems = $state.raw<readonly string[]>([])
  #scenarios = $state.raw<readonly ScenarioListing[]>([])
  #isRead = $state(false)
  /** Every adapter since the page was loaded, to be shown once it is pulled. */
  readonly #seen: Record<string, AdapterListing> = {}

  readonly items: readonly ShelfItem[] = $derived(this.#listings.map((listing) => this.#item(listing)))

  constructor(host: HostApi, preferences: Preferences) {
    this.#host = host
    this.#preferences = preferences
  }

  /** One line each: where could not be looked. */
  get problems(): readonly string[] {
    return this.#problems
  }

  get scenarios(): readonly ScenarioListing[] {
    return this.#scenarios
  }

  /** False until the first look for adapters is over. */
  get isRead(): boolean {
    return this.#isRead
  }

  /** Gives the function that ends following. */
  follow(): () => void {
    const end = this.#host.on('adapters', (list) => this.#take(list))
    void this.look()
    void this.lookForCards()
    return end
  }

  /** Looks which cards can be simulated: those of the program, and those of bundles. */
  async lookForCards(): Promise<void> {
    const reply = await this.#host.request('scenarios:list', null)
    if (reply.ok) this.#scenarios = reply.value
  }

  /** Looks again, which sends nothing on any bus. */
  async look(): Promise<void> {
    const reply = await this.#host.request('adapters:list', null)
    this.#isRead = true
    if (reply.ok) this.#take(reply.value)
  }

  #take({ adapters, problems }: AdapterList): void {
    for (const listing of adapters) this.#seen[listing.selector] = listing
    this.#listings = adapters
    this.#problems = problems
  }

  /** The adapter a selector names, as the bar shows it: one that was pulled stays in sight. */
  find(selector: string): ShelfItem {
    const listed = this.items.find((item) => item.selector === selector)
    if (listed) return listed
    if (selector.startsWith('sim:')) return this.#simulated(selector)
    const seen = this.#seen[selector]
    const { name, detail } = seen ? this.#item(seen) : { name: this.#nameOf(selector, selector), detail: selector }
    return { ...UNPLUGGED, selector, name, detail }
  }

  #item(listing: AdapterListing): ShelfItem {
    const { selector, product, serial, path, state, problem, ownerPid } = listing
    const name = this.#nameOf(selector, product)
    return {
      selector,
      name,
      detail: [name === product ? '' : product, serial ?? path].filter((part) => part !== '').join(' · '),
      state,
      problem: ownerPid === null ? problem : (problem ?? `held by process ${ownerPid}`),
      isSimulated: false,
      namedConsent: listing.namedConsent ?? null,
      abilities: abilitiesOf(listing),
      limits: listing.limits,
    }
  }

  #simulated(selector: string): ShelfItem {
    const name = scenarioName(selector)
    return {
      selector,
      name: this.#nameOf(selector, name === 'pcie-card' ? 'Simulated PCIe card' : `Simulated: ${cardName(name)}`),
      detail: selector.endsWith('@ideal') ? 'ideal adapter' : 'MCP2221 model',
      state: 'ready',
      problem: null,
      isSimulated: true,
      namedConsent: null,
      abilities: [],
      limits: [],
    }
  }

  #nameOf(selector: string, otherwise: string): string {
    return this.#preferences.settings.adapterNames[selector] ?? otherwise
  }
}

const UNPLUGGED = {
  state: 'unplugged',
  problem: 'Plug it in again',
  isSimulated: false,
  namedConsent: null,
  abilities: [],
  limits: [],
} as const

function scenarioName(selector: string): string {
  try {
    const parsed = parseSelector(selector)
    return parsed.kind === 'sim' ? (parsed.scenario.builtIn ?? parsed.scenario.path) : selector
  } catch {
    return selector
  }
}

function abilitiesOf({ capabilities }: AdapterListing): string[] {
  const { clockHz, quickWrite, recovery, readsLines } = capabilities
  return [
    `to ${clockHz.max / 1000} kHz`,
    ...(quickWrite ? ['quick command'] : []),
    ...(readsLines.scl || readsLines.sda ? ['reads lines'] : []),
    ...(recovery === 'clocks' ? ['frees a stuck bus'] : []),
  ]
}
