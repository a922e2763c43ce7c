import { afterEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { SimulatedHost } from '../../../src/renderer/hosts/simulated/simulated-host.ts'
import { base64Of } from '../../../src/renderer/model/base64.ts'
import { answerOf } from '../../../src/renderer/state/answers.ts'
import { renderJson } from '../../../src/shared/report/json.ts'
import type { Run, RunTransaction } from '../../../src/shared/run/run.ts'
import { sha256 } from '../../../src/renderer/hosts/simulated/sha256.ts'
import { MountedApp, settled } from './mounted-app.ts'

const COUNT = 200_000
/** The page's own code may hold the page up no longer than this. */
const LONGEST_TASK_MS = 100

let app: MountedApp | undefined
afterEach(() => app?.[Symbol.dispose]())

/** A run of the simulated card, its transactions repeated until there are very many. */
async function longRun(host: SimulatedHost): Promise<Run> {
  const selector = 'sim:pcie-card@ideal'
  await host.request('consent:arm', { selector })
  const ended = new Promise((resolve) => host.on('run:ended', resolve))
  const none = { preferred: {}, reserved: [], probe: true, move: false, withFixed: false, resetFirst: false }
  const request = { operation: 'enumerate', pool: [0x11, 0x12, 0x13], prepareAnyway: false, ...none } as const
  const runId = crypto.randomUUID()
  answerOf(await host.request('run:start', { runId, bus: { selector }, request }))
  await ended
  const run = answerOf(await host.request('history:run', { runId }))
  const transactions = Array.from({ length: COUNT }, (_, i): RunTransaction => {
    const one = run.transactions[i % run.transactions.length]!
    return { ...one, seq: i + 1, t_us: i * 3000 + (i % 1000 === 999 ? 20_000 : 0) }
  })
  return { ...run, run_id: crypto.randomUUID(), transactions }
}

/** The scripts that held the page up for too long while `action` ran, in milliseconds; other work of the machine is not ours. */
async function slowScripts(action: () => Promise<void>): Promise<number[]> {
  const scripts: number[] = []
  const note = (frames: PerformanceEntryList): void => {
    for (const frame of frames) {
      for (const script of (frame as LongFrame).scripts) scripts.push(Math.round(script.duration))
    }
  }
  const observer = new PerformanceObserver((list) => note(list.getEntries()))
  observer.observe({ type: 'long-animation-frame' })
  await action()
  await settled()
  note(observer.takeRecords())
  observer.disconnect()
  return scripts.filter((ms) => ms > LONGEST_TASK_MS)
}

/** A long animation frame, which the types of the DOM do not know yet. */
interface LongFrame extends PerformanceEntry {
  readonly scripts: readonly { readonly duration: number }[]
}

it('scrolls, filters and selects in 200,000 transactions without holding the page up', async () => {
  const host = new SimulatedHost()
  const run = await longRun(host)
  const base64 = await base64Of(new Blob([renderJson(run, sha256)]))
  const { listing } = answerOf(await host.request('history:open', { name: 'long.json', base64 }))
  app = new MountedApp(host)
  await page.getByRole('button', { name: 'Runs' }).click()
  await page.getByRole('row').filter({ hasText: 'long.json' }).getByRole('button', { name: '2', exact: true }).click()
  await page.getByRole('tab', { name: /^Transactions/ }).click()
  const grid = page.getByRole('grid', { name: 'Transactions' })
  const scroller = grid.element() as HTMLElement
  await settled()

  expect(listing.runId).toBe(run.run_id)
  expect(scroller.scrollHeight).toBeGreaterThan(COUNT * 24)
  const scrolling = await slowScripts(async () => {
    for (let i = 1; i <= 40; i++) {
      scroller.scrollTop = (scroller.scrollHeight * i) / 40
      await settled()
    }
    await expect.element(grid.getByRole('gridcell', { name: '200000', exact: true })).toBeVisible()
  })
  const filtering = await slowScripts(async () => {
    await page.getByRole('textbox', { name: 'Filter' }).fill('gap>15ms step:assign')
    await expect.element(page.getByText(/^\d+ shown$/)).toBeVisible()
  })
  const selecting = await slowScripts(async () => {
    scroller.scrollTop = 0
    await settled()
    await grid.getByRole('row').nth(3).click()
  })
  expect({ scrolling, filtering, selecting }).toEqual({ scrolling: [], filtering: [], selecting: [] })
  await expect.element(page.getByRole('row', { selected: true })).toBeInTheDocument()
})
