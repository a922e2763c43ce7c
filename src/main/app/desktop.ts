import { app, BrowserWindow, Menu, powerMonitor, protocol, session } from 'electron'
import { join } from 'node:path'
import type { EngineProcess } from './engine-process.ts'
import { answerIpc, log, startEngine, tellPage } from './ipc.ts'
import { menuTemplate } from './menu.ts'
import { bundleNamed, OpenedFile } from './opened-file.ts'
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
  const opened = new OpenedFile((path) => tellPage('bus:opened', { selector: `sim:${path}` }))
  // macOS opens files by this event, which may come before the app is ready; the others by a command line.
  app.on('open-file', (event, path) => {
    event.preventDefault()
    opened.take(path)
  })
  opened.take(bundleNamed(process.argv.slice(1), process.cwd()))
  void app.whenReady().then(() => start(opened))
}

function start(opened: OpenedFile): void {
  denyPermissions(session.defaultSession)
  protocol.handle(PAGE_SCHEME, servePage(join(import.meta.dirname, '../renderer')))
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged)))
  const engine = startEngine()
  answerIpc(engine)
  powerMonitor.on('suspend', () => engine.say({ sleep: true }))
  powerMonitor.on('resume', () => engine.say({ wake: true }))
  endWithApp(engine)
  const show = (): void => focusWindow(() => openPage(engine, opened))
  app.on('second-instance', (_event, args, folder) => {
    opened.take(bundleNamed(args.slice(1), folder))
    show()
  })
  app.on('open-file', show)
  app.on('activate', show)
  openPage(engine, opened)
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

function openPage(engine: EngineProcess, opened: OpenedFile): BrowserWindow {
  const window = openWindow(engine)
  window.webContents.on('did-start-loading', () => opened.pageIs(false))
  window.webContents.on('did-finish-load', () => opened.pageIs(true))
  window.on('closed', () => opened.pageIs(false))
  return window
}

function focusWindow(open: () => BrowserWindow): void {
  const window = BrowserWindow.getAllWindows()[0] ?? open()
  if (window.isMinimized()) window.restore()
  window.focus()
}
