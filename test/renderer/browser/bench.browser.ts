import { afterEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { MountedApp } from './mounted-app.ts'

let app: MountedApp | undefined
afterEach(() => app?.[Symbol.dispose]())

describe('the bench', () => {
  it('sends nothing to 0x61 before the engineer agreed, and nothing at all where they did not', async () => {
    app = new MountedApp()
    await app.openCard('pcie-card')
    await userEvent.keyboard('{F5}')
    await page.getByRole('button', { name: /Keep it safe/ }).click()
    await expect.element(page.getByRole('heading', { level: 1, name: 'Nothing sent yet' })).toBeInTheDocument()
    await expect.element(page.getByRole('button', { name: 'safe' })).toHaveAttribute('aria-pressed', 'true')
  })

  it('leads from a device to its bytes, from bytes to their device, and to the waveform of both', async () => {
    app = new MountedApp()
    await app.openCard('pcie-card')
    await app.enumerate()
    await page.getByRole('gridcell', { name: /^0x64,/ }).click()
    await page.getByRole('button', { name: 'Transaction 12' }).first().click()
    await expect.element(page.getByRole('row', { selected: true }).getByText(/confirmed at 0x64/)).toBeVisible()
    await page.getByRole('gridcell', { name: 'Assign 0x11' }).click()
    await expect.element(page.getByRole('gridcell', { name: /^0x11,/ })).toHaveAttribute('aria-selected', 'true')
    await page.getByRole('tab', { name: 'Waveform' }).click()
    await expect.element(page.getByText('#15 Assign 0x11')).toBeVisible()
  })

  it('says who lost the arbitration, and at which bit', async () => {
    app = new MountedApp()
    await app.openCard('pcie-card')
    await app.enumerate()
    await page.getByRole('gridcell', { name: /^0x64,/ }).click()
    await page.getByRole('button', { name: 'Transaction 10' }).first().click()
    await page.getByRole('tab', { name: 'Waveform' }).click()
    await expect.element(page.getByText('won: never contradicted')).toBeInTheDocument()
    await expect.element(page.getByText('lost at bit 7: sent 1, saw 0')).toBeInTheDocument()
  })

  it('shows got and expected of a wrong PEC, and the finding that it was right when read again', async () => {
    app = new MountedApp()
    await app.openCard('bad-pec')
    await app.enumerate()
    await page.getByRole('radio', { name: /Only faults/ }).click()
    await expect.element(page.getByText(/^Got 29, expected D6/)).toBeVisible()
    await page.getByRole('button', { name: '1 warning' }).click()
    await expect.element(page.getByText(/PEC wrong/).first()).toBeInTheDocument()
  })

  it('says in words what an empty bus means, and what to try', async () => {
    app = new MountedApp()
    await app.openCard('empty')
    await app.enumerate('Nobody answered at 0x61')
    await expect.element(page.getByText('What to try')).toBeVisible()
  })

  it('frees a bus that is stuck', async () => {
    app = new MountedApp()
    await app.openCard('stuck-sda', /^Bus stuck/, true)
    await expect.element(page.getByText('SDA is held low.')).toBeVisible()
    await page.getByRole('button', { name: 'Recover' }).click()
    await expect.element(page.getByText('Bus idle, both lines high')).toBeVisible()
  })

  it('says so where the adapter can’t free it', async () => {
    app = new MountedApp()
    await app.openCard('stuck-sda', /^Bus stuck/)
    await page.getByRole('button', { name: 'Recover' }).click()
    await expect.element(page.getByRole('alert').getByText(/can't clock it out: power-cycle the target/)).toBeVisible()
    await expect.element(page.getByText(/^Bus stuck/)).toBeVisible()
  })

  it('compares two runs, field by field', async () => {
    app = new MountedApp()
    await app.openCard('pcie-card')
    await app.enumerate()
    await app.openCard('bad-pec')
    await app.enumerate('2 ARP devices, all confirmed')
    await page.getByRole('button', { name: 'Runs' }).click()
    await page.getByRole('checkbox', { name: 'Compare run 1' }).click()
    await page.getByRole('checkbox', { name: 'Compare run 2' }).click()
    await expect.element(page.getByText('2 left, 1 moved, 1 the same')).toBeVisible()
  })
})
