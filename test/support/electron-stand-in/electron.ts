// The part of Electron that Arpeggio uses, small, in Node. What runs on it was not tested on Electron.
import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { fileURLToPath } from 'node:url'
import { BrowserWindow } from './window.ts'

export { contextBridge, ipcMain, ipcRenderer } from './ipc.ts'
export { protocol } from './protocol.ts'
export { BrowserWindow }

const home = process.env['STAND_IN_HOME'] ?? '.'

class App extends EventEmitter {
  readonly isPackaged = true

  requestSingleInstanceLock(): boolean {
    return process.env['STAND_IN_IS_SECOND'] === undefined
  }

  whenReady(): Promise<void> {
    return Promise.resolve()
  }

  getPath(name: string): string {
    return `${home}/${name}`
  }

  quit(): void {
    const event = { defaultPrevented: false, preventDefault: () => void (event.defaultPrevented = true) }
    this.emit('will-quit', event)
    if (!event.defaultPrevented) process.exit()
  }
}

export const app = new App()
BrowserWindow.whenAllClosed = () => app.emit('window-all-closed')

/** Engines that were started, the latest last. */
export const forked: ChildProcess[] = []

export const utilityProcess = {
  fork(path: string, args: string[]): object {
    const parentPort = fileURLToPath(new URL('parent-port.ts', import.meta.url))
    const child = fork(path, args, { execArgv: ['--import', parentPort], serialization: 'advanced' })
    forked.push(child)
    return {
      postMessage: (message: object) => child.send(message),
      on: (event: string, listener: (...args: unknown[]) => void) => child.on(event, listener),
      once: (event: string, listener: (...args: unknown[]) => void) => child.once(event, listener),
      kill: () => child.kill('SIGKILL'),
    }
  },
}

/** What was shown, opened or copied, and what the user is going to answer. */
export const desk = { shown: [] as string[], filePath: '', response: 0, menu: {} as object }

export const dialog = {
  showSaveDialog: (_window: unknown, { defaultPath }: { defaultPath: string }): Promise<object> => {
    desk.shown.push(defaultPath)
    return Promise.resolve({ canceled: desk.filePath === '', filePath: desk.filePath })
  },
  showMessageBox: (_window: unknown, { message }: { message: string }): Promise<object> => {
    desk.shown.push(message)
    return Promise.resolve({ response: desk.response })
  },
}

export const shell = {
  openExternal: (url: string): Promise<void> => {
    desk.shown.push(url)
    return Promise.resolve()
  },
  showItemInFolder: (path: string): void => void desk.shown.push(path),
}

export const powerMonitor = new EventEmitter()
export const clipboard = { writeText: (text: string): void => void desk.shown.push(text) }
export const screen = { getAllDisplays: (): object[] => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] }
export const Menu = {
  buildFromTemplate: (template: object): object => template,
  setApplicationMenu: (template: object): void => void (desk.menu = template),
}

type Ask = (contents: null, permission: string, answer: (granted: boolean) => void) => void
type Check = () => boolean

/** Who decides what the page may; where nobody does, Electron grants it. */
export const permissions = {
  ask: ((_contents, _permission, answer) => answer(true)) as Ask,
  check: (() => true) as Check,
  device: (() => true) as Check,
}
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: Ask): void => void (permissions.ask = handler),
    setPermissionCheckHandler: (handler: Check): void => void (permissions.check = handler),
    setDevicePermissionHandler: (handler: Check): void => void (permissions.device = handler),
  },
}
