import { parseAddress } from '#shared/i2c/address.ts'
import type { RunFilter } from '#shared/api/run-filter.ts'
import type { RunListing } from '#shared/api/run-listing.ts'
import { OPERATIONS } from '#shared/run/run.ts'

/** What is typed to find runs: what the history looks for, and words that have to stand in what it lists. */
export interface RunQuery {
  readonly filter: RunFilter
  readonly words: readonly string[]
}

const DAY_MS = 86_400_000

/** How each key is understood; undefined for what is not finished yet, or means nothing. */
const KEYS: Readonly<Record<string, (value: string) => RunFilter | undefined>> = {
  udid: (value) => (/^(0x)?[0-9a-f]{1,32}$/.test(value) ? { udid: value.replace('0x', '') } : undefined),
  address: (value) => addressFilter(value),
  adapter: (value) => ({ adapter: value }),
  verdict: (value) => VERDICTS.find(({ verdict }) => verdict === value),
  did: (value) => operationFilter(value),
  since: (value) => dayFilter(value, (ms) => ({ sinceUtc: new Date(ms).toISOString() })),
  until: (value) => dayFilter(value, (ms) => ({ beforeUtc: new Date(ms + DAY_MS).toISOString() })),
}

const VERDICTS = (['pass', 'warn', 'fail'] as const).map((verdict) => ({ verdict }))

/** `adapter:mcp2221 udid:8086 address:0x64 verdict:fail did:scan since:2026-11-22 stuck-sda`: all of it has to hold. */
export function runQuery(text: string): RunQuery {
  const filters: RunFilter[] = []
  const words: string[] = []
  for (const word of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const [key = '', value = ''] = word.split(/:(.*)/s)
    const parse = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined
    if (!parse) words.push(word)
    else if (value !== '') filters.push(parse(value) ?? {})
  }
  return { filter: Object.assign({}, ...filters) as RunFilter, words }
}

/** Whether each word stands in what is listed of a run. */
export function hasWords(
  { adapter, operation, verdict, codes, openedFrom }: RunListing,
  words: readonly string[],
): boolean {
  const { selector, product, serial } = adapter
  const text = [selector, product, serial, operation, verdict, openedFrom, ...codes].join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}

function operationFilter(value: string): RunFilter | undefined {
  const operation = OPERATIONS.find((known) => known === value)
  return operation && { operation }
}

function addressFilter(value: string): RunFilter | undefined {
  try {
    return { address: parseAddress(value) }
  } catch {
    return undefined
  }
}

function dayFilter(value: string, filter: (ms: number) => RunFilter): RunFilter | undefined {
  const ms = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? undefined : filter(ms)
}
