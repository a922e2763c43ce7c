import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { ScenarioListing } from '#shared/api/adapter-list.ts'
import { parseScenario } from '#shared/sim/scenario.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'

/** The oldest go when there are more. */
const MOST_CARDS = 30
const LONGEST_NAME = 60

/** The bus of a bundle: `name` is that of the bundle's file. */
export interface BundleCard {
  readonly name: string
  readonly runId: string
  readonly scenario: string
}

/** The buses of bundles that were opened, kept as scenario files, so that they can be opened again and again. */
export class BundleCards {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Keeps a bus, and gives it as a card to choose.
   * @throws SyntaxError for what is no scenario
   */
  async keep({ name, runId, scenario }: BundleCard): Promise<ScenarioListing> {
    const parsed = parseScenario(scenario)
    const path = join(this.#folder, `${plainName(name)}-${runId.slice(0, 8)}.json`)
    await mkdir(this.#folder, { recursive: true })
    await writeFileAtomic(path, scenario)
    for (const old of (await this.#paths()).slice(MOST_CARDS)) await rm(old, { force: true })
    return listingOf(path, parsed)
  }

  /** The latest first; what can't be read any more is left out. */
  async list(): Promise<ScenarioListing[]> {
    const listings = (await this.#paths()).map(async (path) => {
      try {
        return [listingOf(path, parseScenario(await readFile(path, 'utf8')))]
      } catch {
        return []
      }
    })
    return (await Promise.all(listings)).flat()
  }

  /** The latest first. */
  async #paths(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => [])
    const files = names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => {
        const path = join(this.#folder, name)
        return { path, changedMs: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 }
      })
    return (await Promise.all(files)).toSorted((one, other) => other.changedMs - one.changedMs).map(({ path }) => path)
  }
}

function listingOf(path: string, { description, devices }: Scenario): ScenarioListing {
  return { name: path, description, arpDevices: devices.filter(({ kind }) => kind === 'arp').length }
}

/** Fit for a file on every system; a name from elsewhere leads nowhere. */
function plainName(name: string): string {
  const plain = name.replace(/\.arpeggio$/i, '').replaceAll(/[^A-Za-z0-9]+/g, '-')
  return plain.slice(0, LONGEST_NAME) || 'bundle'
}
