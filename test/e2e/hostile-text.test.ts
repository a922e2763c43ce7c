import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { Browsers } from './browsers.ts'
import { ServeProcess } from './serve-process.ts'
import { openCard } from './way.ts'

const HOSTILE = `"><img src=x onerror=document.title='owned'>`
const SCENARIO = resolve(import.meta.dirname, '../../src/shared/sim/scenarios/single.json')

let folder: string
let browsers: Browsers
let server: ServeProcess

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arpeggio-e2e-'))
  browsers = await Browsers.open()
  server = await ServeProcess.start(inject('out'), join(folder, 'data'))
})

afterEach(async () => {
  await browsers[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function expectTextOnly(page: Page): Promise<void> {
  await page.getByText(HOSTILE).first().waitFor({ state: 'attached' })
  expect([await page.locator('img').count(), await page.title(), browsers.complaints]).toEqual([0, 'Arpeggio', []])
}

describe('hostile text stays text', () => {
  it('in the name of an adapter', async () => {
    const page = await browsers.page(server.address)
    await openCard(page)
    await page.keyboard.press('Alt+a')
    await page.getByRole('button', { name: /^Rename/ }).click()
    await page.getByRole('textbox', { name: /^Name of/ }).fill(HOSTILE)
    await page.getByRole('button', { name: 'Name it' }).click()
    await expectTextOnly(page)
  })

  // Windows lets no file be called that.
  it.skipIf(process.platform === 'win32')(
    'in the name of a scenario, on the bench, in runs and in reports',
    async () => {
      const scenario = join(folder, `${HOSTILE}.json`)
      const saved = join(folder, 'run.json')
      await writeFile(scenario, await readFile(SCENARIO))
      const args = ['enumerate', '--adapter', `sim:${scenario}`, '--arm', '--no-history', '-o', saved]
      expect(spawnSync(process.execPath, [join(inject('out'), 'main/cli.js'), ...args]).status).toBe(0)

      const page = await browsers.page(server.address)
      await page.locator('input[type=file]').setInputFiles(saved)
      await expectTextOnly(page)
      for (const view of ['Runs', 'Report']) {
        await page.getByRole('button', { name: view, exact: true }).click()
        await expectTextOnly(page)
      }
    },
  )
})
