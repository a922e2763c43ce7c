import { afterEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { MountedApp } from './mounted-app.ts'

let app: MountedApp | undefined
afterEach(() => app?.[Symbol.dispose]())

describe('the checks', () => {
  it('are there to read before any was made', async () => {
    app = new MountedApp()
    await app.openCard('single')
    await userEvent.keyboard('{Control>}5{/Control}')
    await page.getByText(/Prepare to ARP clears AR/).click()
    await expect.element(page.getByText(/After Prepare to ARP every device takes part in ARP/)).toBeVisible()
  })

  it('come by verdict, and open to objective, steps, clause and evidence that leads to the dialogue', async () => {
    app = new MountedApp()
    await app.openCard('filler-when-resolved')
    await userEvent.keyboard('{Control>}5{/Control}')
    await page.getByRole('button', { name: 'Run the checks' }).click()
    await page.getByRole('button', { name: 'Arm 0x61 and check' }).click()
    await expect.element(page.getByRole('heading', { level: 2, name: /^Failed/ })).toBeVisible()
    await page
      .getByText(/A resolved device refuses the general Get UDID/)
      .first()
      .click()
    await expect.element(page.getByText(/0x61 is acknowledged, the command 0x03 is not/).first()).toBeVisible()
    expect(await app.violations()).toEqual([])
    await page
      .getByRole('button', { name: /^Transaction/ })
      .first()
      .click()
    await expect.element(page.getByRole('tab', { name: 'Dialogue' })).toBeVisible()
  })
})

describe('step mode', () => {
  it('sends one command at a time by keyboard, and shows AV and AR after each', async () => {
    app = new MountedApp()
    await app.openCard('single')
    await userEvent.keyboard('{Control>}6{/Control}')
    await page.getByRole('button', { name: /^Send get-udid/ }).click()
    await page.getByRole('button', { name: 'Arm 0x61 and send it' }).click()
    await expect.element(page.getByText(/no address, PEC right/)).toBeVisible()
    await page.getByRole('radio', { name: 'Assign Address' }).click()
    await page.getByRole('textbox', { name: 'New address' }).fill('0x12')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('row', { name: /^810818f4\w+ 0x12 1 1 known$/ })).toBeVisible()
    await expect.element(page.getByText(/SMBus 2\.0 §5\.6\.3\.5, Assign Address/).first()).toBeVisible()
    expect(await app.violations()).toEqual([])
  })

  it('says why nothing can be sent', async () => {
    app = new MountedApp()
    await app.openCard('single')
    await userEvent.keyboard('{Control>}6{/Control}')
    await page.getByRole('textbox', { name: 'Directed to' }).fill('0x08')
    await expect.element(page.getByText(/0x08 is out of reach of directed ARP commands/)).toBeVisible()
    await expect.element(page.getByRole('button', { name: /^Send get-udid/ })).toBeDisabled()
  })
})
