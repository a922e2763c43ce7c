import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { MountedApp, settled } from './mounted-app.ts'

let app: MountedApp | undefined
beforeEach(() => page.viewport(960, 600))
afterEach(async () => {
  app?.[Symbol.dispose]()
  await page.viewport(1280, 800)
})

const SCROLLS = /auto|scroll/

/** Controls that reach out of the window, or out of a parent that cuts them off without a way to scroll to them. */
function clipped(): string[] {
  return [...document.querySelectorAll<HTMLElement>('button, input, select, [role=tab], [role=grid]')]
    .filter(
      (element) => element.checkVisibility() && !element.closest('.unseen') && !element.classList.contains('unseen'),
    )
    .flatMap((element) => {
      const reason = whyClipped(element)
      return reason === undefined
        ? []
        : [`${element.getAttribute('aria-label') ?? element.textContent.trim()}: ${reason}`]
    })
}

function whyClipped(element: HTMLElement): string | undefined {
  const box = element.getBoundingClientRect()
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(parent)
    const frame = parent.getBoundingClientRect()
    if (SCROLLS.test(overflowX) || SCROLLS.test(overflowY)) return undefined
    if (overflowX === 'hidden' && (box.right > frame.right + 1 || box.left < frame.left - 1)) return 'cut at a side'
    if (overflowY === 'hidden' && (box.bottom > frame.bottom + 1 || box.top < frame.top - 1))
      return 'cut above or below'
  }
  return box.right > innerWidth + 1 || box.bottom > innerHeight + 1 ? 'outside of the window' : undefined
}

describe('at 960 by 600', () => {
  it('cuts no control on the bench, whatever its dock shows', async () => {
    app = new MountedApp()
    await app.openCard('pcie-card')
    await app.enumerate()
    await page.getByRole('gridcell', { name: /^0x64,/ }).click()
    for (const tab of ['Dialogue', 'Waveform', 'Transactions', 'Log']) {
      await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
      await settled()
      expect(clipped(), tab).toEqual([])
    }
  })

  it('cuts no control on the other pages', async () => {
    app = new MountedApp()
    expect(clipped()).toEqual([])
    await app.openCard('stuck-sda')
    await expect.element(page.getByRole('button', { name: 'Recover' })).toBeVisible()
    for (const key of ['1', '2', '3', '4', ',']) {
      await userEvent.keyboard(`{Control>}${key}{/Control}`)
      await settled()
      expect(clipped(), `Ctrl+${key}`).toEqual([])
    }
  })

  it('shows the whole arming sheet, or scrolls to it', async () => {
    app = new MountedApp()
    await app.openCard('pcie-card')
    await userEvent.keyboard('{F5}')
    const button = page.getByRole('button', { name: 'Arm 0x61 and enumerate' })
    await button.click()
    await expect.element(page.getByRole('heading', { level: 1, name: '4 ARP devices, all confirmed' })).toBeVisible()
  })
})
