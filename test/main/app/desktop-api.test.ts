import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Reply, RenderedExport, RequestName } from '#shared/api/contract.ts'
import { answerPage } from '../../../src/main/app/desktop-api.ts'
import { SavedExports } from '../../../src/main/app/saved-exports.ts'

const directory = mkdtempSync(join(tmpdir(), 'arpeggio-test-'))
afterAll(() => rmSync(directory, { recursive: true }))

const argument = { runId: '11111111-1111-4111-8111-111111111111', format: 'pcap' }
const rendered: RenderedExport = { fileName: 'arp.pcap', mediaType: 'x/y', encoding: 'base64', content: 'AAEC/w==' }

function bench({ chosen }: { chosen: string | undefined } = { chosen: join(directory, 'mine.pcap') }) {
  const request = vi.fn((name: RequestName) => Promise.resolve<Reply<unknown>>({ ok: true, value: name }))
  const suggestions: string[] = []
  const shown: string[] = []
  const exports = new SavedExports({
    render: () => Promise.resolve({ ok: true, value: rendered }),
    ask: (suggestion) => {
      suggestions.push(suggestion)
      return Promise.resolve(chosen)
    },
    show: (path) => shown.push(path),
    folder: '/home/ana/Documents',
  })
  const ask = (name: unknown, about: unknown) => answerPage({ engine: { request }, exports }, name, about)
  return { ask, request, suggestions, shown }
}

describe('the page of the desktop', () => {
  it('reaches the engine with what its schemas take', async () => {
    const { ask, request } = bench()
    expect(await ask('adapters:list', null)).toEqual({ ok: true, value: 'adapters:list' })
    expect(request.mock.calls).toEqual([['adapters:list', null]])
  })

  it.each([
    ['bus:melt', null],
    ['__proto__', null],
    [7, null],
    [undefined, undefined],
    ['adapters:list', undefined],
    ['run:start', { runId: 'x' }],
    ['export:show', { path: '' }],
  ])('reaches nothing with %j %j', async (name, about) => {
    const { ask, request } = bench()
    expect(await ask(name, about)).toMatchObject({ ok: false, error: { kind: 'request' } })
    expect(request).not.toHaveBeenCalled()
  })

  it('saves where the user says, and suggests that folder the next time', async () => {
    const { ask, suggestions } = bench()
    const path = join(directory, 'mine.pcap')
    expect(await ask('export:save', argument)).toEqual({ ok: true, value: { path, bytes: 4 } })
    await ask('export:save', argument)
    expect([...readFileSync(path)]).toEqual([0, 1, 2, 255])
    expect(suggestions).toEqual(['/home/ana/Documents/arp.pcap', join(directory, 'arp.pcap')])
  })

  it('saves nothing where the user would rather not', async () => {
    const { ask } = bench({ chosen: undefined })
    expect(await ask('export:save', argument)).toEqual({ ok: true, value: null })
  })

  it('says why a file could not be written', async () => {
    const { ask } = bench({ chosen: join(directory, 'nowhere', 'mine.pcap') })
    const reply = await ask('export:save', argument)
    expect(reply).toMatchObject({ ok: false, error: { message: expect.stringContaining('ENOENT') as string } })
  })

  it('shows what was saved here, and no other file', async () => {
    const { ask, shown } = bench()
    const path = join(directory, 'mine.pcap')
    expect(await ask('export:show', { path })).toMatchObject({ ok: false, error: { kind: 'request' } })
    await ask('export:save', argument)
    expect(await ask('export:show', { path })).toEqual({ ok: true, value: null })
    expect(shown).toEqual([path])
  })
})
