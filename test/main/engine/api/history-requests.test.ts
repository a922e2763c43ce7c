import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OperationRequest } from '#shared/api/operation-request.ts'
import { BundleCards } from '../../../../src/main/engine/api/bundle-cards.ts'
import { StoredHistory } from '../../../../src/main/engine/api/stored-history.ts'
import { usualLocation } from '../../../../src/main/store/store-location.ts'
import { apiBench, CARD, type BenchFrontEnd } from './api-bench.ts'
import { ENUMERATE } from '../../../support/enumerate-request.ts'

const VOLATILE = '810818f40200002518f402150a1b2c3d'
const POOL = [0x2a, 0x2b]

let folder: string
let page: BenchFrontEnd
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'arpeggio-history-'))
  const history = new StoredHistory(usualLocation(folder), () => undefined)
  page = apiBench({ api: { history, cards: new BundleCards(join(folder, 'cards')) } }).connect()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function run(request: OperationRequest = ENUMERATE, bus = CARD): Promise<string> {
  const runId = crypto.randomUUID()
  await page.request('consent:arm', bus)
  const over = page.next('run:ended')
  expect(await page.request('run:start', { runId, bus, request })).toEqual({ ok: true, value: null })
  expect(await over).toEqual({ runId, error: null })
  return runId
}

/** Who was where at the end of a run. */
async function addresses(runId: string): Promise<Record<string, string | null>> {
  const reply = await page.request('history:run', { runId })
  const devices = reply.ok ? reply.value.devices : []
  return Object.fromEntries(devices.map(({ udid, address }) => [udid, address]))
}

async function exported(runId: string, format: string): Promise<{ name: string; base64: string }> {
  const reply = await page.request('export:render', { runId, format })
  if (!reply.ok) throw new Error(reply.error.message)
  const { content, encoding, fileName: name } = reply.value
  return { name, base64: Buffer.from(content, encoding).toString('base64') }
}

/** Another bus each time, as after a power cycle. */
async function closeBus(): Promise<void> {
  await page.request('bus:close', CARD)
}

describe('a run of the window', () => {
  it('gives each device the address it had before, and a verification does not ask', async () => {
    expect(await addresses(await run({ ...ENUMERATE, pool: POOL }))).toMatchObject({ [VOLATILE]: '0x2b' })
    await closeBus()
    const wider = { ...ENUMERATE, pool: [0x11, 0x12, ...POOL] }
    expect(await addresses(await run(wider))).toMatchObject({ [VOLATILE]: '0x2b' })
    await closeBus()
    expect(await addresses(await run({ ...wider, operation: 'verify', absent: [0x50] }))).toMatchObject({
      [VOLATILE]: '0x12',
    })
  })

  it('says what rules of the user say', async () => {
    const runId = await run({ ...ENUMERATE, rules: [{ vendor: 0x8086, says: 'NIC of riser B' }] })
    const reply = await page.request('history:run', { runId })
    expect(reply.ok && reply.value.devices[1]?.matches[0]).toBe('NIC of riser B')
  })

  it('is refused with a rule that would steer a terminal', async () => {
    const request = { ...ENUMERATE, rules: [{ says: 'NIC\u001b[2J' }] }
    const reply = await page.request('run:start', { runId: crypto.randomUUID(), bus: CARD, request })
    expect(reply).toMatchObject({ ok: false, error: { kind: 'request' } })
  })
})

describe('the history', () => {
  it('tells where a device was before a run, and finds runs by what was on the bus', async () => {
    const first = await run()
    const second = await run({ operation: 'scan', addresses: [0x50], method: 'auto' })
    const third = await run()
    const at = { address: 0x12 }
    expect(await page.request('history:sightings', { udid: VOLATILE, before: null })).toMatchObject({
      value: [
        { runId: third, number: 3, ...at },
        { runId: first, number: 1, ...at },
      ],
    })
    expect(await page.request('history:sightings', { udid: VOLATILE, before: 3 })).toMatchObject({
      value: [{ runId: first }],
    })
    expect(await page.request('history:search', { operation: 'scan' })).toMatchObject({ value: [{ runId: second }] })
    expect(await page.request('history:search', { udid: '18f4', address: 0x12, limit: 1 })).toMatchObject({
      value: [{ runId: third }],
    })
  })

  it('names a vendor and its PCI device, or neither', async () => {
    expect(await page.request('names:find', { vendor: 0x8086, device: 0x1531 })).toEqual({
      ok: true,
      value: { vendor: 'Intel Corporation', device: 'I210 Gigabit Unprogrammed' },
    })
    expect(await page.request('names:find', { vendor: 0, device: 0 })).toMatchObject({
      value: { vendor: null, device: null },
    })
  })
})

describe('a session bundle', () => {
  it('is exported, opened again, and its bus is a card that behaves as the one before', async () => {
    const runId = await run()
    const before = await addresses(runId)
    const file = await exported(runId, 'bundle')
    expect(file.name).toMatch(/^arp_.*\.arpeggio$/)
    await page.request('history:remove', { runId })

    const opened = await page.request('history:open', file)
    expect(opened).toMatchObject({ ok: true, value: { listing: { runId, openedFrom: file.name } } })
    const card = opened.ok ? opened.value.card : null
    expect(await page.request('scenarios:list', null)).toMatchObject({
      value: expect.arrayContaining([card]) as unknown,
    })
    expect(await addresses(await run(ENUMERATE, { selector: `sim:${card?.name ?? ''}` }))).toEqual(before)
  })

  it('has its card in our folder, whatever its name', async () => {
    const { base64 } = await exported(await run(), 'bundle')
    for (const name of ['../../evil.arpeggio', 'C:\\con.arpeggio', 'ü .arpeggio', '.arpeggio', 'x'.repeat(200)]) {
      const opened = await page.request('history:open', { name, base64 })
      expect(opened.ok && dirname(opened.value.card?.name ?? '')).toBe(join(folder, 'cards'))
    }
    for (const name of readdirSync(join(folder, 'cards'))) expect(name).toMatch(/^[A-Za-z0-9-]+\.json$/)
    expect(readdirSync(folder).filter((name) => !/^(cards|history\.db(-wal|-shm)?)$/.test(name))).toEqual([])
  })

  it.each([
    ['no zip', Buffer.from('PK nothing')],
    ['an empty zip', Buffer.from(`PK\u0005\u0006${'\0'.repeat(18)}`)],
    ['text', Buffer.from('{}')],
  ])('that is %s is refused in one line, and nothing is kept', async (_, bytes) => {
    const reply = await page.request('history:open', { name: 'theirs.arpeggio', base64: bytes.toString('base64') })
    expect(reply).toMatchObject({
      ok: false,
      error: { kind: 'request', message: expect.stringMatching(/^[^\n]+$/) as unknown },
    })
    expect(readdirSync(folder)).not.toContain('cards')
  })
})
