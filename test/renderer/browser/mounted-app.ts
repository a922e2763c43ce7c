import axe from 'axe-core'
import { mount, unmount } from 'svelte'
import { expect } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { z } from 'zod'
import App from '../../../src/renderer/App.svelte'
import type { HostApi } from '../../../src/shared/api/contract.ts'
import { SimulatedHost } from '../../../src/renderer/hosts/simulated/simulated-host.ts'
import '../../../src/renderer/styles/fonts.css'
import '../../../src/renderer/styles/tokens.css'
import '../../../src/renderer/styles/base.css'
import '../../../src/renderer/styles/bytes.css'

z.config({ jitless: true })

/** Rules of axe-core for WCAG 2.2 A and AA, and what it counts as best practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** The whole window over an engine in the page. */
export class MountedApp implements Disposable {
  readonly #app: Record<string, unknown>

  constructor(host: HostApi = new SimulatedHost()) {
    this.#app = mount(App, { target: document.body, props: { host } })
  }

  [Symbol.dispose](): void {
    void unmount(this.#app)
    localStorage.clear()
  }

  /** Opens a simulated card from the first-run page, or from the picker later on. */
  async openCard(name: string, shows = /both lines high$|^Bus stuck/, isIdeal = false): Promise<void> {
    await userEvent.keyboard('{Control>}k{/Control}')
    await page.getByRole('combobox', { name: 'Commands' }).fill('Simulated card')
    await userEvent.keyboard('{Enter}')
    if (isIdeal) await page.getByRole('checkbox', { name: /^an ideal adapter/ }).click()
    await page.getByRole('combobox', { name: 'Simulated cards' }).fill(name)
    await page.getByRole('option', { name: new RegExp(`^${name} `) }).click()
    await expect.element(page.getByText(shows).first()).toBeVisible()
  }

  /** Enumerates, arming first where it must, and waits for the end. */
  async enumerate(headline: RegExp | string = /ARP device/): Promise<void> {
    await userEvent.keyboard('{F5}')
    if (!isArmed()) await page.getByRole('button', { name: 'Arm 0x61 and enumerate' }).click()
    await expect.element(page.getByRole('heading', { level: 1, name: headline })).toBeVisible()
  }

  /** What axe-core has to say against the page as it stands, a line each. */
  async violations(): Promise<string[]> {
    await settled()
    const { violations } = await axe.run(document, { runOnly: RULES, resultTypes: ['violations'] })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    )
  }
}

function isArmed(): boolean {
  return document.querySelector('.is-armed') !== null
}

/** Two frames and every animation: nothing is judged in the middle of a fade. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve))
  await Promise.all(
    document
      .getAnimations()
      .filter(isFinite)
      .map(({ finished }) => finished.catch(() => undefined)),
  )
}

function isFinite({ effect }: Animation): boolean {
  return effect?.getComputedTiming().iterations !== Infinity
}
