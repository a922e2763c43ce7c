import { expect } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { MountedApp } from '../mounted-app.ts'
import type { BenchHost } from './bench-host.ts'
import { pass } from './stopped-clock.ts'

/** A state of the window, and the way to it. */
export interface Scene {
  readonly name: string
  readonly arrange: (app: MountedApp, host: BenchHost) => Promise<void>
  /** Is worth a picture at 960 by 600 too. */
  readonly isTight?: true
}

const CARD = 'pcie-card'

async function enumerated(app: MountedApp): Promise<void> {
  await app.openCard(CARD)
  await app.enumerate()
}

async function device(app: MountedApp): Promise<void> {
  await enumerated(app)
  await page.getByRole('gridcell', { name: /^0x64,/ }).click()
}

/** Runs at different times, on cards with different luck. */
async function severalRuns(app: MountedApp): Promise<void> {
  for (const [card, afterMinutes, headline] of RUNS) {
    await app.openCard(card)
    pass(afterMinutes * 60_000)
    await app.enumerate(headline)
  }
  await userEvent.keyboard('{Control>}2{/Control}')
}

const RUNS = [
  ['pcie-card', 0, /ARP device/],
  ['single', 4, /ARP device/],
  ['empty', 9, /Nobody answered/],
  ['duplicate-udid', 17, /ARP device/],
  ['lookalikes', 31, /ARP device/],
  ['bad-pec', 12, /ARP device/],
] as const

/** Low for as long as an engineer needs to look up. */
async function stuck(app: MountedApp, card: string): Promise<void> {
  await app.openCard(card, /a line is low$/)
  pass(7200)
  await expect.element(page.getByText(/^Bus stuck/)).toBeVisible()
}

function press(keys: string): () => Promise<void> {
  return () => userEvent.keyboard(keys)
}

async function dockTab(name: RegExp): Promise<void> {
  await page.getByRole('tab', { name }).click()
}

/** Everything there is to look at. */
const SCENES: readonly Scene[] = [
  {
    name: 'first-run',
    arrange: () => expect.element(page.getByRole('heading', { name: 'No adapter is plugged in' })).toBeVisible(),
  },
  { name: 'bench-idle', arrange: (app) => app.openCard(CARD) },
  {
    name: 'bench-running',
    arrange: async (app, host) => {
      await app.openCard('sixty')
      host.lastEvent = 300
      await userEvent.keyboard('{F5}')
      await page.getByRole('button', { name: 'Arm 0x61 and enumerate' }).click()
      await host.stoodStill
    },
  },
  { name: 'bench', arrange: device, isTight: true },
  {
    name: 'bench-run',
    arrange: async (app) => {
      await app.openCard('bad-pec')
      await app.enumerate()
    },
  },
  {
    name: 'bench-random',
    arrange: async (app, host) => {
      await host.request('settings:write', { pool: 'wide' })
      await app.openCard('sixty')
      await app.enumerate()
      await page
        .getByRole('gridcell', { name: /random$/ })
        .first()
        .click()
    },
  },
  {
    name: 'bench-conflict',
    arrange: async (app) => {
      await app.openCard('duplicate-udid')
      await app.enumerate()
      await page
        .getByRole('gridcell', { name: /conflict/ })
        .first()
        .click()
    },
  },
  {
    name: 'bench-nobody',
    arrange: async (app) => {
      await app.openCard('empty')
      await app.enumerate('Nobody answered at 0x61')
    },
  },
  {
    name: 'bench-foreign',
    arrange: async (app) => {
      await app.openCard('foreign-at-0x61')
      await app.enumerate(/Something at 0x61/)
    },
  },
  { name: 'bench-stuck-sda', arrange: (app) => stuck(app, 'stuck-sda'), isTight: true },
  { name: 'bench-stuck-scl', arrange: (app) => stuck(app, 'stuck-scl') },
  {
    name: 'engine-lost',
    arrange: async (app, host) => {
      await device(app)
      host.loseEngine()
      await expect.element(page.getByRole('alert')).toBeVisible()
    },
  },
  {
    name: 'waveform',
    arrange: async (app) => {
      await device(app)
      await page.getByRole('button', { name: 'Transaction 10' }).first().click()
      await dockTab(/Waveform/)
      await expect.element(page.getByText('won: never contradicted')).toBeInTheDocument()
    },
    isTight: true,
  },
  {
    name: 'transactions',
    arrange: async (app) => {
      await device(app)
      await dockTab(/Transactions/)
    },
  },
  {
    name: 'log',
    arrange: async (app) => {
      await device(app)
      await dockTab(/^Log/)
    },
  },
  {
    name: 'picker',
    arrange: async (app) => device(app).then(press('{Alt>}a{/Alt}')),
  },
  {
    name: 'picker-unplugged',
    arrange: async (_, host) => {
      await page.getByRole('button', { name: /0002137841/ }).click()
      await expect.element(page.getByText(/^Bus/).first()).toBeVisible()
      host.pull('mcp2221:0002137841')
      await userEvent.keyboard('{Alt>}a{/Alt}')
    },
  },
  {
    name: 'arming',
    arrange: async (app) => {
      await app.openCard(CARD)
      await userEvent.keyboard('{F5}')
    },
    isTight: true,
  },
  {
    name: 'cards',
    arrange: async () => {
      await userEvent.keyboard('{Control>}k{/Control}')
      await page.getByRole('combobox', { name: 'Commands' }).fill('Simulated card')
      await userEvent.keyboard('{Enter}')
    },
  },
  { name: 'palette', arrange: async (app) => device(app).then(press('{Control>}k{/Control}')) },
  { name: 'shortcuts', arrange: async (app) => device(app).then(press('?')) },
  {
    name: 'runs-compared',
    arrange: async (app) => {
      await severalRuns(app)
      await page.getByRole('checkbox', { name: 'Compare run 1' }).click()
      await page.getByRole('checkbox', { name: 'Compare run 5' }).click()
    },
    isTight: true,
  },
  { name: 'report', arrange: async (app) => enumerated(app).then(press('{Control>}3{/Control}')), isTight: true },
  {
    name: 'report-csv',
    arrange: async (app) => {
      await enumerated(app)
      await userEvent.keyboard('{Control>}3{/Control}')
      await page.getByRole('radio', { name: /a row a device/ }).click()
      await expect.element(page.getByText(/^schema_version,run_id/)).toBeVisible()
    },
  },
  {
    name: 'checks',
    arrange: async (app) => {
      await app.openCard('filler-when-resolved')
      await userEvent.keyboard('{Control>}5{/Control}')
      await page.getByRole('button', { name: 'Run the checks' }).click()
      await page.getByRole('button', { name: 'Arm 0x61 and check' }).click()
      await expect.element(page.getByRole('heading', { level: 2, name: /^Failed/ })).toBeVisible()
    },
  },
  {
    name: 'step',
    arrange: async (app) => {
      await app.openCard('single')
      await userEvent.keyboard('{Control>}6{/Control}')
      await page.getByRole('button', { name: /^Send get-udid/ }).click()
      await page.getByRole('button', { name: 'Arm 0x61 and send it' }).click()
      await expect.element(page.getByText(/no address, PEC right/)).toBeVisible()
    },
  },
  { name: 'settings', arrange: press('{Control>},{/Control}') },
  { name: 'doctor', arrange: press('{Control>}4{/Control}') },
  {
    name: 'crash',
    arrange: async (_, host) => {
      await expect.element(page.getByRole('heading', { name: 'No adapter is plugged in' })).toBeVisible()
      host.sayNonsense()
      await userEvent.keyboard('{Control>}2{/Control}')
      await expect.element(page.getByRole('heading', { name: /fault of its own/ })).toBeVisible()
    },
  },
]

/** The scenes of those names; all of them where none is named. */
export function scenes(...names: readonly string[]): readonly Scene[] {
  return names.length === 0 ? SCENES : SCENES.filter(({ name }) => names.includes(name))
}
