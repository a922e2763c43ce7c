import { chromium, type Browser, type Page } from 'playwright'
import type { HostApi } from '#shared/api/contract.ts'
import { launchOptions } from '../../../tools/chromium.ts'
import type { StandInApp } from './stand-in-app.ts'

/** Where the page is for Chromium, which knows no scheme of the app; as trustworthy a place as that. */
const ORIGIN = 'http://app.localhost'

interface BridgedWindow {
  arpeggio: HostApi
  standInRequest(name: string, argument: unknown): Promise<never>
  standInNotice(name: string, value: unknown): void
}

/** A real Chromium as the window of an app on the stand-in: its files and its facade come from the built app. */
export class ChromiumWindow implements AsyncDisposable {
  readonly #browser: Browser
  readonly page: Page
  /** What the page's console took for an error. */
  readonly complaints: string[] = []

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser
    this.page = page
    page.on('pageerror', ({ message }) => this.complaints.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
  }

  static async open(app: StandInApp): Promise<ChromiumWindow> {
    const browser = await chromium.launch(launchOptions())
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    const window = new ChromiumWindow(browser, page)
    await page.route(`${ORIGIN}/**`, async (route) => {
      const { pathname } = new URL(route.request().url())
      const { status, headers, body } = await app.fetch(`arpeggio://app${pathname}`)
      await route.fulfill({ status, headers, body: Buffer.from(body) })
    })
    await page.exposeFunction('standInRequest', (name: 'engine:state', argument: null) => app.request(name, argument))
    await page.addInitScript(bridge)
    app.onNotice = (name, value) => {
      // A page that is closing hears nothing any more.
      void page.evaluate(hear, { name, value }).catch(() => undefined)
    }
    await page.goto(`${ORIGIN}/index.html`)
    return window
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
  }
}

/** In the page: the facade as the preload's. */
function bridge(): void {
  const page = globalThis as unknown as BridgedWindow
  const listeners = new Map<string, Set<(value: never) => void>>()
  page.standInNotice = (name, value) => {
    for (const listener of listeners.get(name) ?? []) listener(value as never)
  }
  page.arpeggio = {
    request: (name, argument) => page.standInRequest(name, argument),
    on: (name, listener) => {
      const own = listeners.get(name) ?? new Set()
      listeners.set(name, own)
      own.add(listener)
      return () => own.delete(listener)
    },
  }
}

function hear({ name, value }: { name: string; value: unknown }): void {
  const page = globalThis as unknown as BridgedWindow
  page.standInNotice(name, value)
}
