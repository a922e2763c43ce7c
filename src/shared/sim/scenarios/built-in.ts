import type { Scenario } from '../scenario-schema.ts'

type Loader = () => Promise<{ readonly default: unknown }>

/** Loaded one by one when asked for: listing and starting cost nothing. */
const LOADERS = {
  empty: () => import('./empty.json', { with: { type: 'json' } }),
  single: () => import('./single.json', { with: { type: 'json' } }),
  'pcie-card': () => import('./pcie-card.json', { with: { type: 'json' } }),
  lookalikes: () => import('./lookalikes.json', { with: { type: 'json' } }),
  sixty: () => import('./sixty.json', { with: { type: 'json' } }),
  'fixed-not-discoverable': () => import('./fixed-not-discoverable.json', { with: { type: 'json' } }),
  'already-resolved': () => import('./already-resolved.json', { with: { type: 'json' } }),
  'filler-when-resolved': () => import('./filler-when-resolved.json', { with: { type: 'json' } }),
  'foreign-at-0x61': () => import('./foreign-at-0x61.json', { with: { type: 'json' } }),
  'bad-pec': () => import('./bad-pec.json', { with: { type: 'json' } }),
  'duplicate-udid': () => import('./duplicate-udid.json', { with: { type: 'json' } }),
  'no-arbitration': () => import('./no-arbitration.json', { with: { type: 'json' } }),
  'ignores-assign': () => import('./ignores-assign.json', { with: { type: 'json' } }),
  'late-joiner': () => import('./late-joiner.json', { with: { type: 'json' } }),
  unpowered: () => import('./unpowered.json', { with: { type: 'json' } }),
  'hot-plug': () => import('./hot-plug.json', { with: { type: 'json' } }),
  'second-controller': () => import('./second-controller.json', { with: { type: 'json' } }),
  'stuck-sda': () => import('./stuck-sda.json', { with: { type: 'json' } }),
  'stuck-scl': () => import('./stuck-scl.json', { with: { type: 'json' } }),
  'slow-target': () => import('./slow-target.json', { with: { type: 'json' } }),
  'acks-everything': () => import('./acks-everything.json', { with: { type: 'json' } }),
} as const satisfies Record<string, Loader>

/** A scenario that comes with the program. */
export type BuiltInName = keyof typeof LOADERS

/** The names of all of them, in the order they are listed to people. */
export const BUILT_IN_NAMES = Object.keys(LOADERS) as readonly BuiltInName[]

/** Whether `name` is a built-in scenario. */
export function isBuiltInName(name: string): name is BuiltInName {
  return Object.hasOwn(LOADERS, name)
}

/** A built-in scenario as its file spells it. */
export async function loadBuiltInFile(name: BuiltInName): Promise<unknown> {
  return (await LOADERS[name]()).default
}

/** A built-in scenario, defaults filled in. */
export async function loadBuiltIn(name: BuiltInName): Promise<Scenario> {
  const [{ validateScenario }, file] = await Promise.all([import('../scenario.ts'), loadBuiltInFile(name)])
  return validateScenario(file)
}
