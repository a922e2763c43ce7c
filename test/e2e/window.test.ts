import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import type { DesktopWindow } from './desktop-window.ts'
import { ElectronWindow, electronRuntime } from './electron-window.ts'
import { StandInWindow } from './stand-in-window.ts'
import { headline, openCard, start } from './way.ts'

const runtime = electronRuntime()

/** One specification, two hosts: what passes on the stand-in was not tested on Electron. */
describe(`the window on ${runtime ? 'Electron' : 'the stand-in for Electron'}`, () => {
  let folder: string
  let window: DesktopWindow

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'arpeggio-e2e-'))
    const out = inject('out')
    window = runtime ? await ElectronWindow.open(runtime, out, folder) : await StandInWindow.open(out, folder)
  })

  afterEach(async () => {
    await window[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  it('leads from the first run to a file on disk', async () => {
    const { page } = window
    const path = join(folder, 'devices.csv')
    await window.chooseFile(path)
    await openCard(page)
    await page.keyboard.press('F5')
    await page.getByRole('button', { name: 'Arm 0x61 and enumerate' }).click()
    await headline(page, '4 ARP devices, all confirmed')
    await page.keyboard.press('Control+e')
    await page.getByRole('radio', { name: /a row a device/ }).click()
    await page.getByText(/^schema_version,run_id/).waitFor()
    await page.getByRole('button', { name: /^Export CSV/ }).click()
    await page.getByText(`Saved ${path}`).waitFor()
    expect(await readFile(path, 'utf8')).toContain('0x4108808610d400040000000044332210')
    expect(window.complaints).toEqual([])
  })

  it('says that its engine died in a run, keeps what was found, and goes on', async () => {
    const { page } = window
    await openCard(page)
    await start(page, 'Watch')
    await page.getByRole('gridcell', { name: /^0x64, Intel/ }).waitFor()
    await window.killEngine()
    await page
      .getByText(/The engine ended/)
      .first()
      .waitFor()
    await page.getByRole('gridcell', { name: /^0x64, Intel/ }).waitFor()
    await page.getByRole('button', { name: /^Enumerate/ }).click()
    await page.getByRole('button', { name: 'Arm 0x61 and enumerate' }).click()
    await headline(page, '4 ARP devices, all confirmed')
    expect(window.complaints).toEqual([])
  })

  it('is back where it was when it is loaded again in a run', async () => {
    const { page } = window
    await openCard(page)
    await start(page, 'Watch')
    await page.getByRole('gridcell', { name: /^0x64, Intel/ }).waitFor()
    await page.reload()
    await page.getByRole('gridcell', { name: /^0x64, Intel/ }).waitFor()
    await page.keyboard.press('Escape')
    await headline(page, /^Stopped; 4 devices until then/)
  })
})
