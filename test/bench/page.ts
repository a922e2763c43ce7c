import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Browser } from 'playwright'
import { launchOptions } from '../../tools/chromium.ts'
import { ServeProcess } from '../e2e/serve-process.ts'
import type { BenchTable } from './table.ts'

const OUT = resolve(import.meta.dirname, '../../out')
const LOADS = 7
const MOST_MS = 1000
/** In the page: a paint may come before it is asked for. */
const PAINT_MS = `new Promise((resolve) => {
  const take = (list) => list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => resolve(startTime))
  new PerformanceObserver(take).observe({ type: 'paint', buffered: true })
})`

/** How long a browser takes to the first paint of the built page, as `arpeggio serve` gives it. */
export async function benchPage(): Promise<readonly BenchTable[]> {
  if (!existsSync(join(OUT, 'renderer/index.html'))) throw new Error('the page is not built: run "npm run build" first')
  const folder = await mkdtemp(join(tmpdir(), 'arpeggio-bench-'))
  await using server = await ServeProcess.start(OUT, folder)
  const browser = await chromium.launch(launchOptions())
  const nothing = await firstPaintMs(browser, 'data:text/html,<p>Nothing')
  const page = await firstPaintMs(browser, server.address)
  await browser.close()
  await rm(folder, { recursive: true, force: true })
  return [
    {
      title: 'First paint of the page',
      method: `The least of ${LOADS} loads in Chromium with empty caches, to its first contentful paint, against a page of one word.`,
      columns: ['page', 'against one word', `of the ${MOST_MS} ms it may take`],
      rows: [['bench', (page / nothing).toFixed(1), `${Math.round((page / MOST_MS) * 100)} %`]],
      broken: page > MOST_MS ? [`the first paint takes ${Math.round(page)} ms`] : [],
    },
  ]
}

async function firstPaintMs(browser: Browser, address: string): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < LOADS; i++) {
    await using context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(address)
    times.push(await page.evaluate<number>(PAINT_MS))
  }
  return Math.min(...times)
}
