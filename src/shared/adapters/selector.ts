import { didYouMean } from './near-name.ts'

/** The adapter that a simulated bus is behind. */
export type SimulatedChip = 'mcp2221' | 'ch341' | 'ideal'

/** Which bus a user means; see `docs` for the spelling. */
export type Selector =
  | { readonly kind: 'sim'; readonly scenario: ScenarioName; readonly chip: SimulatedChip }
  /** `serial` null: the only one attached. */
  | { readonly kind: 'mcp2221'; readonly serial: string | null }
  /** `portPath` null: the only one attached. */
  | { readonly kind: 'ch341'; readonly portPath: string | null }
  | { readonly kind: 'i2c-dev'; readonly bus: number }

/** A built-in scenario by its name, or the file of a scenario or a session bundle by its path. */
export type ScenarioName =
  { readonly builtIn: string; readonly path?: never } | { readonly path: string; readonly builtIn?: never }

/** The chips a simulated bus can be behind, the usual one first. */
const SIMULATED_CHIPS: readonly SimulatedChip[] = ['mcp2221', 'ch341', 'ideal']

const KINDS = ['sim', 'mcp2221', 'ch341', 'i2c-dev'] as const

const SPELLINGS = 'sim:NAME, sim:PATH.json, sim:PATH.arpeggio, mcp2221[:SERIAL], ch341[:PORTPATH] or i2c-dev:N'

/**
 * A selector from text: `sim:NAME[@chip]`, `sim:PATH.json[@chip]`, `sim:PATH.arpeggio[@chip]`, `mcp2221[:SERIAL]`,
 * `ch341[:PORTPATH]`, `i2c-dev:N`. Whether there is such a scenario or adapter is for whoever opens it to find out.
 * @throws SyntaxError of one line: what was found and what is possible
 */
export function parseSelector(text: string): Selector {
  const colon = text.indexOf(':')
  const kind = colon < 0 ? text : text.slice(0, colon)
  const rest = colon < 0 ? null : text.slice(colon + 1)
  switch (kind) {
    case 'sim':
      return parseSimulated(text, rest)
    case 'mcp2221':
      return { kind, serial: named(text, rest, 'a serial number') }
    case 'ch341':
      return { kind, portPath: parsePortPath(text, named(text, rest, 'a USB port path such as 1-2.3')) }
    case 'i2c-dev':
      return { kind, bus: parseBusNumber(text, rest) }
    default:
      throw new SyntaxError(`no adapter is called "${kind}"${didYouMean(kind, KINDS)}: expected ${SPELLINGS}`)
  }
}

/** The one spelling of a selector: the same bus gives the same text. */
export function formatSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'sim':
      return `sim:${scenarioText(selector.scenario)}@${selector.chip}`
    case 'mcp2221':
      return withName('mcp2221', selector.serial)
    case 'ch341':
      return withName('ch341', selector.portPath)
    case 'i2c-dev':
      return `i2c-dev:${selector.bus}`
  }
}

/** A scenario's name or path, from text: what ends in `.json` or `.arpeggio` is a path. */
export function parseScenarioName(text: string): ScenarioName {
  return /\.(?:json|arpeggio)$/i.test(text) ? { path: text } : { builtIn: text }
}

function parseSimulated(text: string, rest: string | null): Selector {
  const sign = rest?.lastIndexOf('@') ?? -1
  const suffix = sign < 0 ? '' : (rest ?? '').slice(sign + 1)
  // A path may hold an @ of its own; no chip's name holds what paths are made of.
  const hasChip = sign >= 0 && !/[./\\]/.test(suffix)
  const scenario = hasChip ? (rest ?? '').slice(0, sign) : (rest ?? '')
  if (scenario === '') {
    throw new SyntaxError(
      `"${text}" names no scenario: expected sim:NAME or sim:PATH.json; "arpeggio sim list" shows the names`,
    )
  }
  const chip = hasChip ? SIMULATED_CHIPS.find((known) => known === suffix) : 'mcp2221'
  if (chip === undefined) {
    const known = SIMULATED_CHIPS.map((name) => `@${name}`).join(', ')
    throw new SyntaxError(
      `no simulated adapter is called "@${suffix}"${didYouMean(suffix, SIMULATED_CHIPS)}: expected ${known}`,
    )
  }
  return { kind: 'sim', scenario: parseScenarioName(scenario), chip }
}

function named(text: string, rest: string | null, what: string): string | null {
  if (rest === '') throw new SyntaxError(`"${text}" ends after the colon: expected ${what}, or no colon`)
  return rest
}

function parsePortPath(text: string, portPath: string | null): string | null {
  if (portPath !== null && !/^\d+-\d+(\.\d+)*$/.test(portPath)) {
    throw new SyntaxError(`"${text}" names no USB port: expected a port path such as ch341:1-2.3`)
  }
  return portPath
}

function parseBusNumber(text: string, rest: string | null): number {
  if (rest === null || !/^\d{1,4}$/.test(rest)) {
    throw new SyntaxError(`"${text}" names no kernel bus: expected i2c-dev:N, for /dev/i2c-N`)
  }
  return Number(rest)
}

function scenarioText(scenario: ScenarioName): string {
  return scenario.path ?? scenario.builtIn
}

function withName(kind: string, name: string | null): string {
  return name === null ? kind : `${kind}:${name}`
}
