import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright'
import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { Browsers } from './browsers.ts'
import { ServeProcess } from './serve-process.ts'
import { downloadOf, headline, openCard, tabTo, tabToRadio } from './way.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arpeggio-e2e-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

function expectFourDevices({ name, text }: { name: string; text: string }): void {
  expect(name).toMatch(/^arp_\w+_\d{8}-\d{6}\.csv$/)
  const rows = parse<Record<string, string>>(text, { columns: true, bom: true })
  expect(rows.map(({ address, status }) => `${address} ${status}`)).toEqual([
    '0x3b ok',
    '0x64 ok',
    '0x11 ok',
    '0x12 ok',
  ])
}

async function served(use: (page: Page) => Promise<void>): Promise<void> {
  await using server = await ServeProcess.start(inject('out'), folder)
  await using browsers = await Browsers.open()
  await use(await browsers.page(server.address))
  expect(browsers.complaints).toEqual([])
}

it('leads by mouse from the first run to an exported CSV', () =>
  served(async (page) => {
    await openCard(page)
    await page.getByRole('button', { name: /^Enumerate/ }).click()
    await page.getByRole('button', { name: 'Arm 0x61 and enumerate' }).click()
    await headline(page, '4 ARP devices, all confirmed')
    await page.getByRole('gridcell', { name: /^0x64,/ }).click()
    await page.getByRole('heading', { level: 2, name: 'Intel I217 LAN' }).waitFor()
    await page.getByRole('button', { name: 'Report' }).click()
    await page.getByRole('radio', { name: /a row a device/ }).click()
    await page.getByText(/^schema_version,run_id/).waitFor()
    expectFourDevices(await downloadOf(page, () => page.getByRole('button', { name: /^Export CSV/ }).click()))
  }))

it('leads by keyboard alone from the first run to an exported CSV', () =>
  served(async (page) => {
    await page.getByRole('heading', { name: 'No adapter is plugged in' }).waitFor()
    await tabTo(page, /^Open a simulated card/)
    await page.keyboard.press('Enter')
    await page.getByText('Bus idle, both lines high').waitFor()
    await page.keyboard.press('F5')
    await tabTo(page, /^Arm 0x61/)
    await page.keyboard.press('Enter')
    await headline(page, '4 ARP devices, all confirmed')
    await tabTo(page, /the ARP address/)
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
    await page.getByRole('heading', { level: 2, name: 'Intel I217 LAN' }).waitFor()
    await page.keyboard.press('Control+e')
    await page.getByRole('radio', { name: /a row a device/ }).waitFor()
    await tabToRadio(page)
    await page.keyboard.press('ArrowDown')
    await page.getByText(/^schema_version,run_id/).waitFor()
    await tabTo(page, /^Export CSV/, 'Shift+Tab')
    expectFourDevices(await downloadOf(page, () => page.keyboard.press('Enter')))
  }))
