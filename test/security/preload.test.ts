import { beforeAll, describe, expect, it, vi } from 'vitest'

const seen = vi.hoisted(() => ({ exposed: [] as [string, Record<string, unknown>][], invoked: [] as unknown[][] }))
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: Record<string, unknown>) => seen.exposed.push([name, api]) },
  ipcRenderer: {
    on: () => undefined,
    send: () => undefined,
    invoke: (...args: unknown[]) => {
      seen.invoked.push(args)
      return Promise.reject(new Error('gone'))
    },
  },
}))

describe('the preload', () => {
  beforeAll(() => import('../../src/preload/index.ts'))

  it('gives the page two functions, and nothing of Electron', () => {
    expect(seen.exposed.map(([name, api]) => [name, Object.keys(api).sort()])).toEqual([
      ['arpeggio', ['on', 'request']],
    ])
  })

  it('speaks on one channel, whatever the page asks for', async () => {
    const request = seen.exposed[0]![1]['request'] as (name: string, argument: unknown) => Promise<unknown>
    expect(await request('shell:open', 'file:///')).toMatchObject({ ok: false, error: { kind: 'lost' } })
    expect(seen.invoked).toEqual([['arpeggio:request', 'shell:open', 'file:///']])
  })
})
