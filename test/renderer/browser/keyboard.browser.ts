import { afterEach, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { SimulatedHost } from '../../../src/renderer/hosts/simulated/simulated-host.ts'
import { MountedApp } from './mounted-app.ts'

let app: MountedApp | undefined
afterEach(() => {
  app?.[Symbol.dispose]()
  vi.restoreAllMocks()
})

/** Tab, or back with Shift, until what has the focus is called so. */
async function tabTo(name: RegExp, keys = '{Tab}'): Promise<void> {
  for (let i = 0; i < 60; i++) {
    const { activeElement } = document
    const label = activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? ''
    if (activeElement !== document.body && name.test(label.trim())) return
    await userEvent.keyboard(keys)
  }
  throw new Error(`Tab never came to ${String(name)}`)
}

/** Tab until the radio button that is on has the focus. */
async function tabToChecked(): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if (document.activeElement?.matches('input[type=radio]:checked')) return
    await userEvent.keyboard('{Tab}')
  }
  throw new Error('Tab never came to a radio button')
}

it('goes from the first run to an exported CSV by keyboard alone', async () => {
  app = new MountedApp()
  const files: Blob[] = []
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    files.push(file as Blob)
    return 'blob:nowhere'
  })
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)

  await expect.element(page.getByRole('heading', { name: 'No adapter is plugged in' })).toBeVisible()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByText('Bus idle, both lines high')).toBeVisible()

  await userEvent.keyboard('{F5}')
  await expect.element(page.getByRole('heading', { name: /Arm ARP/ })).toBeVisible()
  await tabTo(/^Arm 0x61/)
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('heading', { level: 1, name: '4 ARP devices, all confirmed' })).toBeVisible()

  await tabTo(/the ARP address/)
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{Enter}')
  await expect.element(page.getByRole('heading', { level: 2, name: 'Intel I217 LAN' })).toBeVisible()

  await userEvent.keyboard('{Control>}e{/Control}')
  await expect.element(page.getByRole('radio', { name: /a row a device/ })).toBeVisible()
  await tabToChecked()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(page.getByText(/^schema_version,run_id/)).toBeVisible()
  await tabTo(/^Export CSV/, '{Shift>}{Tab}{/Shift}')
  await userEvent.keyboard('{Enter}')

  await expect.poll(() => files.length).toBe(1)
  const text = await files[0]?.text()
  expect(text?.split('\r\n')[0]).toMatch(/^schema_version,run_id,started_utc/)
  expect(text).toContain('0x4108808610d400040000000044332210')
})

it('shows by a ring where the focus is, wherever Tab goes', async () => {
  app = new MountedApp()
  await app.openCard('pcie-card')
  await app.enumerate()
  const bare: string[] = []
  for (let i = 0; i < 45; i++) {
    await userEvent.keyboard('{Tab}')
    const { activeElement } = document
    if (!activeElement || activeElement === document.body) continue
    const around = [activeElement, activeElement.closest('.filter'), activeElement.closest('label')]
    const hasRing = around.some((element) => element && getComputedStyle(element).outlineStyle !== 'none')
    if (!hasRing) bare.push(activeElement.outerHTML.slice(0, 120))
  }
  expect(bare).toEqual([])
})

it('stops a run with Escape', async () => {
  app = new MountedApp(new SimulatedHost({ paceMs: 30 }))
  await app.openCard('sixty')
  await userEvent.keyboard('{F5}')
  await page.getByRole('button', { name: 'Arm 0x61 and enumerate' }).click()
  await expect.element(page.getByText(/so far/)).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('heading', { level: 1, name: /^Stopped/ })).toBeVisible()
})
