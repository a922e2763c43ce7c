import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { Browsers } from './browsers.ts'
import { PluggedServer } from './plugged-server.ts'
import { headline, start } from './way.ts'

let browsers: Browsers
let server: PluggedServer

beforeEach(async () => {
  browsers = await Browsers.open()
  server = await new PluggedServer().start(inject('out'))
})

afterEach(async () => {
  await browsers[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

it('says that the adapter was pulled in the middle of a run, keeps what was found, and goes on when it is back', async () => {
  const page = await browsers.page(server.address)
  await page.getByRole('button', { name: /MCP2221.*Open/ }).click()
  await page.getByText('Bus idle, both lines high').waitFor()
  await start(page, 'Watch')
  await page.getByRole('gridcell', { name: /^0x64, Intel/ }).waitFor()

  server.pull()
  await headline(page, 'The adapter was pulled')
  await page.getByText(/^Unplugged/).waitFor()
  await page.getByRole('gridcell', { name: /^0x64, Intel/ }).waitFor()
  expect(await page.getByRole('button', { name: 'safe' }).getAttribute('aria-pressed')).toBe('true')

  server.plugIn()
  await page.getByText(/^Ready/).waitFor()
  await page.keyboard.press('F5')
  await page.getByRole('button', { name: 'Arm 0x61 and enumerate' }).click()
  await headline(page, '4 ARP devices, all confirmed')
  expect(browsers.complaints).toEqual([])
})
