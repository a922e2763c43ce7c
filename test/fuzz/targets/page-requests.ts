import { REQUEST_SCHEMAS } from '#shared/api/request-schemas.ts'
import { renderJson } from '#shared/report/json.ts'
import { sha256 } from '../../support/sha256.ts'
import { CARD, RUN_ID } from '../../main/engine/api/api-bench.ts'
import { ENUMERATE } from '../../support/enumerate-request.ts'
import { byteMutation } from '../mutators/bytes.ts'
import { jsonMutation } from '../mutators/json.ts'
import { LINES, partMutation } from '../mutators/records.ts'
import { exampleRuns } from './example-runs.ts'
import fc from 'fast-check'
import type { Mutation } from '../fuzz-target.ts'

const onRun = { runId: RUN_ID }

/** Requests that are answered, by name. */
const REQUESTS: readonly (readonly [string, unknown])[] = [
  ['engine:state', null],
  ['adapters:list', null],
  ['scenarios:list', null],
  ['consent:arm', CARD],
  ['consent:state', CARD],
  ['lines:follow', { bus: CARD }],
  ['run:start', { ...onRun, bus: CARD, request: ENUMERATE }],
  ['run:start', { ...onRun, bus: CARD, request: { operation: 'scan', addresses: [0x20], method: 'auto' } }],
  ['run:events', { ...onRun, from: 0 }],
  ['run:wire', { ...onRun, seq: 1 }],
  ['run:cancel', onRun],
  ['bus:recover', CARD],
  ['bus:close', CARD],
  ['consent:disarm', CARD],
  ['history:list', null],
  ['history:run', onRun],
  ['export:formats', null],
  ['export:render', { ...onRun, format: 'html' }],
  ['export:save', { ...onRun, format: 'csv' }],
  ['export:show', { path: 'run.csv' }],
  ['settings:read', null],
  ['settings:write', { theme: 'dark', pool: '0x11-0x17', adapterNames: { 'sim:single': 'mine' } }],
  ['doctor:examine', null],
  ['system:report', null],
  ['history:remove', onRun],
  ['engine:restart', null],
]

const VALUES: readonly unknown[] = [
  ...Object.keys(REQUEST_SCHEMAS),
  CARD.selector,
  'sim:stuck-sda',
  'sim:nowhere.json',
  'sim:',
  'mcp2221:\u202e',
  RUN_ID,
  'inventory',
  'watch',
  { 'sim:single': 'x'.repeat(199) },
  { __undefined: true },
  { __number: 'NaN' },
  { __bytes: '00ff' },
]

/** Sessions of a page, a request a line, each made by `frame`. */
export async function requestSessions(
  frame: (name: string, argument: unknown, i: number) => unknown,
): Promise<Uint8Array[]> {
  const [run] = await exampleRuns()
  const text = run ? renderJson({ ...run, transactions: [] }, sha256) : ''
  const lines = [...REQUESTS, ['history:open', { name: 'run.json', text }] as const].map(([name, argument], i) =>
    JSON.stringify(frame(name, argument, i)),
  )
  const groups = [lines, lines.slice(3, 10), lines.slice(14), lines.slice(-1)]
  return groups.map((group) => new TextEncoder().encode(group.join('\n')))
}

/** Changes of such sessions. */
export function requestMutation(): fc.Arbitrary<Mutation> {
  const line = fc.oneof(
    { weight: 5, arbitrary: jsonMutation(VALUES) },
    { weight: 1, arbitrary: byteMutation(['{', '"', '\u202e', '\\u0000']) },
  )
  return fc.oneof({ weight: 6, arbitrary: partMutation(LINES, line) }, { weight: 1, arbitrary: byteMutation() })
}
