import { app, BrowserWindow, Menu, powerMonitor, protocol, session } from 'electron'
import { join } from 'node:path'
import type { EngineProcess } from './engine-process.ts'
import { answerIpc, log, startEngine } from './ipc.ts'
import { menuTemplate } from './menu.ts'
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
  app.on('child-process-gone', (_event, { type, reason }) => log(`a process of the app is gone: ${type}, ${reason}`))
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  void app.whenReady().then(start)
}

function start(): void {
  denyPermissions(session.defaultSession)
  protocol.handle(PAGE_SCHEME, servePage(join(import.meta.dirname, '../renderer')))
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged)))
  const engine = startEngine()
  answerIpc(engine)
  powerMonitor.on('suspend', () => engine.say({ sleep: true }))
  powerMonitor.on('resume', () => engine.say({ wake: true }))
  endWithApp(engine)
  app.on('second-instance', () => focusWindow(engine))
  app.on('activate', () => focusWindow(engine))
  openWindow(engine)
}

/** The app waits for its engine to leave every bus idle. */
function endWithApp(engine: EngineProcess): void {
  let hasEnded = false
  app.on('will-quit', (event) => {
    if (hasEnded) return
    event.preventDefault()
    void engine.end().then(() => {
      hasEnded = true
      app.quit()
    })
  })
}

function focusWindow(engine: EngineProcess): void {
  const window = BrowserWindow.getAllWindows()[0] ?? openWindow(engine)
  if (window.isMinimized()) window.restore()
  window.focus()
}
