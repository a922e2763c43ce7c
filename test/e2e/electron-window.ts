import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import type { DesktopWindow } from './desktop-window.ts'

const require = createRequire(import.meta.url)

/** Electron's runtime, where it is unpacked and has a screen to show a window on. Never downloads it. */
export function electronRuntime(): string | undefined {
  const folder = dirname(require.resolve('electron/package.json'))
  const named = join(folder, 'path.txt')
  if (!existsSync(named)) return undefined
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return undefined
  const runtime = join(folder, 'dist', readFileSync(named, 'utf8'))
  return existsSync(runtime) ? runtime : undefined
}

/** The built app on Electron itself. */
export class ElectronWindow implements DesktopWindow {
  readonly #app: ElectronApplication
  readonly page: Page
  readonly complaints: string[] = []

  private constructor(app: ElectronApplication, page: Page) {
    this.#app = app
    this.page = page
    page.on('pageerror', ({ message }) => this.complaints.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
  }

  static async open(executablePath: string, out: string, home: string): Promise<ElectronWindow> {
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const args = [join(out, 'main/index.js'), `--user-data-dir=${home}`, ...sandbox]
    const app = await _electron.launch({ executablePath, args })
    return new ElectronWindow(app, await app.firstWindow())
  }

  async chooseFile(path: string): Promise<void> {
    await this.#app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path)
  }

  async killEngine(): Promise<void> {
    await this.#app.evaluate(({ app }) => {
      const engine = app.getAppMetrics().find(({ name }) => name === 'Arpeggio engine')
      if (engine) process.kill(engine.pid)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app.close()
  }
}
