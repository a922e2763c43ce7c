import { tmpdir } from 'node:os'
import { answerPage } from '../../../src/main/app/desktop-api.ts'
import { SavedExports } from '../../../src/main/app/saved-exports.ts'
import { apiBench } from '../../main/engine/api/api-bench.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { LINES } from '../mutators/records.ts'
import { hold, holdLine } from '../oracles.ts'
import { requestMutation, requestSessions } from './page-requests.ts'
import { textOf } from './text-input.ts'

const MOST_REQUESTS = 200

/** A page that was taken over, at the doors of the main process and of the engine. Input: `[name, argument]`, one a line. */
export const engineRequests: FuzzTarget = {
  name: 'engine-requests',
  ciRuns: 500,
  seeds: () => requestSessions((name, argument) => [name, argument]),
  mutation: requestMutation(),
  run: async (input) => {
    const { api, connect, defects } = apiBench()
    const page = connect('a page')
    const engine = { request: (name: string, argument: unknown) => page.connection!.request(name, argument) }
    const exports = new SavedExports({
      render: ({ runId, format }) => page.request('export:render', { runId, format }),
      ask: () => Promise.resolve(undefined),
      show: () => hold(false, 'only what was saved is shown'),
      folder: tmpdir(),
    })
    for (const line of LINES.split(input).slice(0, MOST_REQUESTS)) {
      const [name, argument] = requestOf(line)
      holdReply(await answerPage({ engine, exports }, name, argument))
      if (typeof name === 'string') holdReply(await engine.request(name, argument))
    }
    await api[Symbol.asyncDispose]()
    if (defects.length > 0) throw defects[0]
  },
}

type Reply = Awaited<ReturnType<typeof answerPage>>

/** Every request settles with a value that can travel, or with a line. */
function holdReply(reply: Reply): void {
  structuredClone(reply)
  if (reply.ok) return
  hold(reply.error.kind !== 'defect', 'no request finds a defect', reply.error)
  holdLine(reply.error.message)
}

function requestOf(line: Uint8Array): readonly [name: unknown, argument: unknown] {
  try {
    const request: unknown = revived(JSON.parse(textOf(line)))
    return Array.isArray(request) ? [request[0], request[1]] : [request, null]
  } catch {
    return [textOf(line), undefined]
  }
}

/** Values that IPC carries and JSON does not. */
function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(revived)
  if ('__undefined' in value) return undefined
  if ('__number' in value) return Number(value.__number)
  if ('__bytes' in value) return Buffer.from(String(value.__bytes), 'hex')
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revived(inner)]))
}
