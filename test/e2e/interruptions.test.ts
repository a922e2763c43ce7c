import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { Browsers } from './browsers.ts'
import { ServeProcess } from './serve-process.ts'
import { headline, openCard, start } from './way.ts'

let folder: string
let browsers: Browsers
let server: ServeProcess

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arpeggio-e2e-'))
  browsers = await Browsers.open()
  server = await ServeProcess.start(inject('out'), folder)
})

afterEach(async () => {
  await browsers[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

describe('a page that is loaded again in the middle of a run', () => {
  it('is back in it, with everything so far, and can stop it', async () => {
    const page = await browsers.page(server.address)
    await openCard(page)
    await start(page, 'Watch')
    await page.getByRole('gridcell', { name: /^0x64, Intel/ }).waitFor()
    await page.reload()
    await page.getByRole('gridcell', { name: /^0x64, Intel/ }).waitFor()
    await page.getByText('Simulated PCIe card').waitFor()
    await page.keyboard.press('Escape')
    await headline(page, /^Stopped; 4 devices until then/)
    expect(browsers.complaints).toEqual([])
  })
})

describe('two browsers', () => {
  it('see the same run; the second watches, and holds the bus when the first has left', async () => {
    const first = await browsers.page(server.address)
    await openCard(first)
    const second = await browsers.page(server.address)
    await second.getByText('Another window holds the bus: this one watches').waitFor()
    expect(await second.getByRole('button', { name: /^Enumerate/ }).isDisabled()).toBe(true)

    await start(first, 'Watch')
    await second.getByRole('gridcell', { name: /^0x64, Intel/ }).waitFor()
    await first.keyboard.press('Escape')
    await headline(second, /^Stopped; 4 devices until then/)

    await first.context().close()
    await second.getByText('Bus idle, both lines high').waitFor()
    await second.keyboard.press('F5')
    await headline(second, '4 ARP devices, all confirmed')
    expect(browsers.complaints).toEqual([])
  })
})

describe('a server that is killed', () => {
  it('is missed in so many words, and its page goes on when it is back', async () => {
    const page = await browsers.page(server.address)
    await openCard(page)
    await start(page, 'Watch')
    await page.getByRole('gridcell', { name: /^0x64, Intel/ }).waitFor()
    await server.kill()
    await page
      .getByRole('alert')
      .getByText(/^The connection to the engine is gone/)
      .waitFor()
    await page.getByRole('gridcell', { name: /^0x64, Intel/ }).waitFor()

    server = await ServeProcess.start(inject('out'), folder, '--port', server.port)
    await page
      .getByRole('alert')
      .getByText(/started again.*open the address it printed/)
      .waitFor()
    await page.goto(server.address)
    await page.getByText('Bus idle, both lines high').waitFor()
  })
})
