import { app, BrowserWindow, protocol, session } from 'electron'
import { join } from 'node:path'
import { PAGE_SCHEME, servePage } from './page.ts'
import { denyPermissions } from './security.ts'
import { openWindow } from './window.ts'

/** Starts the app once; a second start brings the first one's window forward instead. */
export function startDesktop(): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
  app.on('second-instance', focusWindow)
  app.on('activate', focusWindow)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  void app.whenReady().then(() => {
    denyPermissions(session.defaultSession)
    protocol.handle(PAGE_SCHEME, servePage(join(import.meta.dirname, '../renderer')))
    openWindow()
  })
}

function focusWindow(): void {
  if (!app.isReady()) return
  const window = BrowserWindow.getAllWindows()[0] ?? openWindow()
  if (window.isMinimized()) window.restore()
  window.focus()
}
