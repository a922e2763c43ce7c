import fc from 'fast-check'
import type { Mutation } from '../fuzz-target.ts'

/** What a reader of JSON is not prepared for. */
const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  0.5,
  1e21,
  -1e308,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  '',
  ' ',
  '0x61',
  '0xff',
  '0x',
  'ff'.repeat(16),
  '\u0000',
  'a\nb',
  '\u001b[2J',
  '\u202egnp.exe',
  '\u2028',
  '\u0085',
  '\ud800',
  '</script><script>',
  '=1+1',
  '../../x',
  'constructor',
  'A'.repeat(300),
  '1.0',
  '2.0',
  '1.99',
  '2026-11-22T09:30:00.000Z',
  '+275760-09-13T00:00:00.001Z',
  [],
  {},
  [[]],
  Array.from({ length: 300 }, () => 0),
  JSON.parse('{"__proto__": {"x": 1}, "constructor": 1, "toString": null}'),
]

const HOSTILE_KEYS = ['__proto__', 'constructor', 'toString', 'length', '', '\u202ex', 'a\nb', 'K'.repeat(300), 'then']

type Path = readonly (string | number)[]
type Edit = (value: unknown) => unknown
const REMOVED = Symbol('removed')

/** Changes of a JSON text by its tree; one that is no JSON stays as it is. `values`: what stands somewhere in such texts. */
export function jsonMutation(values: readonly unknown[] = []): fc.Arbitrary<Mutation> {
  const edit = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_VALUES, ...values).map<Edit>((value) => () => value) },
    { weight: 2, arbitrary: fc.constant<Edit>(() => REMOVED) },
    { weight: 1, arbitrary: fc.constant<Edit>((value) => [value, value]) },
    { weight: 1, arbitrary: fc.constantFrom(3, 200, 3000).map<Edit>((depth) => (value) => nested(value, depth)) },
    { weight: 2, arbitrary: fc.constantFrom(...HOSTILE_KEYS).map<Edit>((key) => (value) => withKey(value, key)) },
    { weight: 2, arbitrary: fc.nat(9).map<Edit>((how) => (value) => nudged(value, how)) },
    { weight: 1, arbitrary: fc.jsonValue().map<Edit>((value) => () => value) },
  )
  const within = fc.tuple(fc.nat(0xffff), edit).map<Mutation>(([at, change]) => (input) => {
    return onTree(input, (tree) => edited(tree, pick(paths(tree), at), change))
  })
  const transplant = fc.tuple(fc.nat(0xffff), fc.nat(0xffff)).map<Mutation>(([from, to]) => (input, other) => {
    const donor = parsed(other) ?? parsed(input)
    return onTree(input, (tree) => edited(tree, pick(paths(tree), to), () => valueAt(donor, pick(paths(donor), from))))
  })
  return fc.oneof({ weight: 6, arbitrary: within }, { weight: 1, arbitrary: transplant })
}

function onTree(input: Uint8Array, change: (tree: unknown) => unknown): Uint8Array {
  const tree = parsed(input)
  if (tree === undefined) return input
  try {
    return new TextEncoder().encode(JSON.stringify(change(tree)))
  } catch {
    // Nested too deep to be written, after a change of a change.
    return input
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

/** Every place in a tree; not below a depth that only a mutation makes. */
function paths(tree: unknown, at: Path = []): Path[] {
  if (typeof tree !== 'object' || tree === null || at.length > 20) return [at]
  const keys = Array.isArray(tree) ? [...tree.keys()].slice(0, 100) : Object.keys(tree)
  return [at, ...keys.flatMap((key) => paths((tree as Record<string | number, unknown>)[key], [...at, key]))]
}

function pick(all: readonly Path[], at: number): Path {
  return all[at % all.length] ?? []
}

function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], tree)
}

function edited(tree: unknown, [key, ...rest]: Path, change: Edit): unknown {
  if (key === undefined) {
    const value = change(tree)
    return value === REMOVED ? null : value
  }
  const entries = Object.entries(tree as object).flatMap(([name, value]): [string, unknown][] => {
    if (name !== String(key)) return [[name, value]]
    const changed = rest.length === 0 ? change(value) : edited(value, rest, change)
    return changed === REMOVED ? [] : [[name, changed]]
  })
  return Array.isArray(tree) ? entries.map(([, value]) => value) : Object.fromEntries(entries)
}

function nested(value: unknown, depth: number): unknown {
  let tree = value
  for (let i = 0; i < depth; i++) tree = [tree]
  return tree
}

function withKey(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return { [key]: value }
  return Object.fromEntries([...Object.entries(value), [key, 1]])
}

/** Close to what it was: one off, one character more, less or other. */
function nudged(value: unknown, how: number): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return [value + 1, value - 1, -value, value * 1000, value + 0.5][how % 5]
  if (Array.isArray(value)) return how % 2 === 0 ? value.slice(1) : [...(value as unknown[]), (value as unknown[])[0]]
  if (typeof value !== 'string') return value
  const middle = value.length >> 1
  const [before, after] = [value.slice(0, middle), value.slice(middle)]
  return [`${before}0${after}`, before + after.slice(1), `${before}\n${after}`, value.toUpperCase(), value + value][
    how % 5
  ]
}
