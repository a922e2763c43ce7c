import { chromium, type Browser, type Page } from 'playwright'
import { launchOptions } from '../../tools/chromium.ts'

/** A browser with people before it: each has a page and storage of their own. */
export class Browsers implements AsyncDisposable {
  readonly #browser: Browser
  /** What any page's console took for an error. */
  readonly complaints: string[] = []

  private constructor(browser: Browser) {
    this.#browser = browser
  }

  static async open(): Promise<Browsers> {
    return new Browsers(await chromium.launch(launchOptions()))
  }

  async page(address: string): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 } })
    // A bound for what never comes, as everywhere; the one of a whole test says less about what was waited for.
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    page.on('pageerror', ({ message }) => this.complaints.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
    await page.goto(address)
    return page
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
  }
}
