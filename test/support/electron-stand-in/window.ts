import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { ipcRenderer } from './ipc.ts'
import { protocol } from './protocol.ts'

const require = createRequire(import.meta.url)

/** A window's page, without a page: its preload is loaded, and what it exposes is driven by the test. */
class StandInContents extends EventEmitter {
  readonly mainFrame = { url: '', parent: null }
  openHandler: ((details: { url: string }) => { action: string }) | undefined

  getURL(): string {
    return this.mainFrame.url
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }

  send(channel: string, ...args: unknown[]): void {
    const sent = structuredClone(args)
    // As between processes: later, and in order.
    setImmediate(() => ipcRenderer.emit(channel, {}, ...sent))
  }
}

interface WindowOptions {
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
  readonly webPreferences: { readonly preload: string; readonly sandbox: boolean; readonly contextIsolation: boolean }
}

/** A window without a picture. */
export class BrowserWindow extends EventEmitter {
  static readonly #all: BrowserWindow[] = []
  /** What `app` does when the last window is closed. */
  static whenAllClosed: () => void = () => undefined
  /** What the test does with a window. */
  static whenCreated: (window: BrowserWindow) => void = () => undefined
  readonly webContents = new StandInContents()
  readonly options: WindowOptions
  #isDestroyed = false

  constructor(options: WindowOptions) {
    super()
    this.options = options
    BrowserWindow.#all.push(this)
    BrowserWindow.whenCreated(this)
  }

  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.#all.filter((window) => !window.#isDestroyed)
  }

  async loadURL(url: string): Promise<void> {
    this.webContents.emit('did-start-loading')
    const response = await protocol.fetch(url)
    if (response.status !== 200) throw new Error(`${url}: ${response.status}`)
    this.webContents.mainFrame.url = url
    require(this.options.webPreferences.preload)
    this.emit('ready-to-show')
    this.webContents.emit('did-finish-load')
  }

  /** As the user closes it. */
  close(): void {
    const event = { defaultPrevented: false, preventDefault: () => void (event.defaultPrevented = true) }
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    this.#isDestroyed = true
    if (BrowserWindow.getAllWindows().length === 0) BrowserWindow.whenAllClosed()
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  getNormalBounds(): object {
    const { x = 0, y = 0, width, height } = this.options
    return { x: x + 40, y: y + 30, width, height }
  }

  isMaximized(): boolean {
    return false
  }

  isMinimized(): boolean {
    return false
  }

  show(): void {
    this.emit('show')
  }

  reload(): void {
    this.webContents.emit('did-start-loading')
    this.emit('reload')
  }

  focus(): void {
    this.emit('focus')
  }
}
