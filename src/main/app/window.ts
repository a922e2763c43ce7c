import { app, BrowserWindow, shell } from 'electron'
import { join } from 'node:path'
import { PAGE_URL } from './page.ts'
import { confineContents, webPreferences } from './security.ts'

/** Opens the main window; it shows itself when its first picture is ready. */
export function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 960,
    minHeight: 600,
    show: false,
    autoHideMenuBar: true,
    webPreferences: webPreferences(join(import.meta.dirname, '../preload/index.cjs')),
  })
  confineContents(window.webContents, (url) => void shell.openExternal(url))
  window.once('ready-to-show', () => window.show())
  void window.loadURL(pageUrl())
  return window
}

/** The dev server's page while developing; an installed app takes no address from its environment. */
function pageUrl(): string {
  return (app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']) ?? PAGE_URL
}
