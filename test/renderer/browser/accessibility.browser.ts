import { afterEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { SimulatedHost } from '../../../src/renderer/hosts/simulated/simulated-host.ts'
import { MountedApp } from './mounted-app.ts'

const THEMES = ['light', 'dark', 'high-contrast'] as const

let app: MountedApp | undefined
afterEach(() => app?.[Symbol.dispose]())

/** Everything there is to look at, each with the way there from an enumerated bench. */
const VIEWS: readonly (readonly [string, () => Promise<void>])[] = [
  ['the bench', () => Promise.resolve()],
  ['a device', () => page.getByRole('gridcell', { name: /^0x64,/ }).click()],
  ['a free address', () => page.getByRole('gridcell', { name: /0x14, free/ }).click()],
  ['the waveform', () => page.getByRole('tab', { name: 'Waveform' }).click()],
  ['the transactions', () => page.getByRole('tab', { name: /^Transactions/ }).click()],
  ['the log', () => page.getByRole('tab', { name: 'Log', exact: true }).click()],
  ['the runs', () => userEvent.keyboard('{Control>}2{/Control}')],
  ['the report', () => userEvent.keyboard('{Control>}3{/Control}')],
  ['the checks before a run', () => userEvent.keyboard('{Control>}5{/Control}')],
  ['the steps', () => userEvent.keyboard('{Control>}6{/Control}')],
  ['the doctor', () => userEvent.keyboard('{Control>}4{/Control}')],
  ['the settings', () => userEvent.keyboard('{Control>},{/Control}')],
  ['the palette', () => userEvent.keyboard('{Control>}k{/Control}')],
  ['the shortcuts', () => userEvent.keyboard('?')],
  ['the adapters', () => userEvent.keyboard('{Alt>}a{/Alt}')],
  ['the run menu', () => page.getByRole('button', { name: /Other runs/ }).click()],
]

describe.each(THEMES)('in %s', (theme) => {
  it('finds nothing to say against the first run', async () => {
    app = new MountedApp(hostWithTheme(theme))
    await expect.element(page.getByRole('heading', { name: 'No adapter is plugged in' })).toBeVisible()
    expect(await app.violations()).toEqual([])
  })

  it('finds nothing to say against the arming sheet', async () => {
    app = new MountedApp(hostWithTheme(theme))
    await app.openCard('pcie-card')
    await userEvent.keyboard('{F5}')
    await expect.element(page.getByRole('heading', { name: /Arm ARP/ })).toBeVisible()
    expect(await app.violations()).toEqual([])
  })

  it.each(VIEWS)('finds nothing to say against %s', async (_name, go) => {
    app = new MountedApp(hostWithTheme(theme))
    await app.openCard('pcie-card')
    await app.enumerate()
    await go()
    expect(await app.violations()).toEqual([])
  })

  it('finds nothing to say against a stuck bus', async () => {
    app = new MountedApp(hostWithTheme(theme))
    await app.openCard('stuck-sda')
    await expect.element(page.getByRole('button', { name: 'Recover' })).toBeVisible()
    expect(await app.violations()).toEqual([])
  })
})

function hostWithTheme(theme: (typeof THEMES)[number]): SimulatedHost {
  const host = new SimulatedHost()
  void host.request('settings:write', { theme })
  return host
}
