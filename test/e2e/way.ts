import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright'

/** The headline of the bench. */
export async function headline(page: Page, text: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name: text }).waitFor()
}

/** From the first run, by mouse, to a simulated card that is open. */
export async function openCard(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open a simulated card' }).click()
  await page.getByText('Bus idle, both lines high').waitFor()
}

/** Starts what the run button's menu offers, agreeing to it where that is asked. */
export async function start(page: Page, choice: 'Watch' | 'Inventory'): Promise<void> {
  await page.getByRole('button', { name: /Other runs/ }).click()
  await page.getByRole('menuitem', { name: choice }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Arm 0x61/ })
    .click()
}

/** Tab, or back by Shift+Tab, until what has the focus is called so. */
export async function tabTo(page: Page, name: RegExp, keys = 'Tab'): Promise<void> {
  const focused = page.locator('body :focus')
  for (let i = 0; i < 80; i++) {
    if ((await focused.count()) > 0 && name.test(await labelOf(focused))) return
    await page.keyboard.press(keys)
  }
  throw new Error(`${keys} never came to ${String(name)}`)
}

/** Tab until a radio button has the focus. */
export async function tabToRadio(page: Page): Promise<void> {
  for (let i = 0; i < 80; i++) {
    if ((await page.locator('input[type=radio]:focus').count()) > 0) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab never came to a radio button')
}

async function labelOf(element: Locator): Promise<string> {
  return ((await element.getAttribute('aria-label')) ?? (await element.textContent()) ?? '').trim()
}

/** What the page hands out while `action` is done. */
export async function downloadOf(page: Page, action: () => Promise<void>): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), action()])
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}
