import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron as electron, type ElectronApplication, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enumerateByHand } from '../support/use-the-window.ts'

const root = resolve(import.meta.dirname, '../..')

describe('the built app on Electron', () => {
  let home: string
  let app: ElectronApplication
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'arpeggio-electron-'))
    app = await electron.launch({ args: [root, `--user-data-dir=${home}`], cwd: root })
    page = await app.firstWindow()
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
  })

  afterAll(async () => {
    await app.close()
    await rm(home, { recursive: true, force: true })
  })

  it('is used by mouse and keyboard, and its page has nothing to complain of', async () => {
    await enumerateByHand(page)
    expect(complaints).toEqual([])
  })

  it('gives its page the facade and nothing of Node or Electron', async () => {
    const names = ['arpeggio', 'require', 'process', 'module', 'Buffer', 'electron']
    const given = await page.evaluate((all) => all.filter((name) => name in globalThis), names)
    expect(given).toEqual(['arpeggio'])
  })

  it('leads nowhere: not by an address, not by a new window', async () => {
    const before = page.url()
    // As text: what runs in the page is none of this world's.
    await page.evaluate("location.href = 'https://example.org/'; void open('file:///etc/passwd')")
    expect([page.url(), app.windows().length]).toEqual([before, 1])
  })
})
