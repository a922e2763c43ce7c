import type { Page } from 'playwright'
import { ChromiumWindow } from '../support/electron-stand-in/chromium-window.ts'
import { StandInApp } from '../support/electron-stand-in/stand-in-app.ts'
import type { DesktopWindow } from './desktop-window.ts'

/** The built main process and preload on the stand-in for Electron, with a real Chromium as the window. */
export class StandInWindow implements DesktopWindow {
  readonly #app: StandInApp
  readonly #window: ChromiumWindow

  private constructor(app: StandInApp, window: ChromiumWindow) {
    this.#app = app
    this.#window = window
  }

  static async open(out: string, home: string): Promise<StandInWindow> {
    const app = await StandInApp.start(out, home)
    return new StandInWindow(app, await ChromiumWindow.open(app))
  }

  get page(): Page {
    return this.#window.page
  }

  get complaints(): readonly string[] {
    return this.#window.complaints
  }

  chooseFile(path: string): Promise<void> {
    this.#app.command({ choose: path })
    return Promise.resolve()
  }

  killEngine(): Promise<void> {
    this.#app.command({ happens: 'engine-dies' })
    return Promise.resolve()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#window[Symbol.asyncDispose]()
    await this.#app[Symbol.asyncDispose]()
  }
}
