import { app, BrowserWindow, screen, shell } from 'electron'
import { join } from 'node:path'
import { guardClose } from './close-guard.ts'
import { askToStop, offerAfterCrash } from './dialogs.ts'
import type { EngineProcess } from './engine-process.ts'
import { PAGE_URL } from './page.ts'
import { confineContents, webPreferences } from './security.ts'
import { clampToScreens, readWindowState, writeWindowState } from './window-state.ts'

const SMALLEST = { width: 960, height: 600 }
const USUAL = { width: 1280, height: 800 }

/** Opens the main window where it was last; it shows itself when its first picture is ready. */
export function openWindow(engine: EngineProcess): BrowserWindow {
  const statePath = join(app.getPath('userData'), 'window.json')
  const state = readWindowState(statePath)
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea)
  const window = new BrowserWindow({
    ...(state ? clampToScreens(state.bounds, screens) : USUAL),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    autoHideMenuBar: true,
    webPreferences: webPreferences(join(import.meta.dirname, '../preload/index.cjs')),
  })
  if (state?.isMaximized) window.maximize()
  confineContents(window.webContents, (url) => void shell.openExternal(url))
  window.once('ready-to-show', () => window.show())
  window.on('close', guardClose(stoppable(engine), { ask: () => askToStop(window), destroy: () => window.destroy() }))
  window.on('close', () =>
    writeWindowState(statePath, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }),
  )
  window.webContents.on('did-start-loading', () => engine.say({ heard: 'all' }))
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void offerAfterCrash(window, engine, reason)
  })
  void window.loadURL(pageUrl())
  return window
}

/** The dev server's page while developing; an installed app takes no address from its environment. */
export function pageUrl(): string {
  return (app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']) ?? PAGE_URL
}

function stoppable(engine: EngineProcess): Parameters<typeof guardClose>[0] {
  return {
    get runId() {
      return engine.runId
    },
    async stop() {
      const { runId } = engine
      if (runId !== null) await engine.request('run:cancel', { runId })
      await engine.runOver()
    },
  }
}
