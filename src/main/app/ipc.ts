import { app, BrowserWindow, ipcMain, shell, utilityProcess, type WebContents } from 'electron'
import { join } from 'node:path'
import type { AnswerOf, NoticeName, Notices, Reply } from '#shared/api/contract.ts'
import { CHANNELS } from '#shared/api/ipc-channels.ts'
import { answerPage } from './desktop-api.ts'
import { askWhereToSave } from './dialogs.ts'
import { EngineProcess } from './engine-process.ts'
import { SavedExports } from './saved-exports.ts'
import { isOurPage } from './sender.ts'
import { pageUrl } from './window.ts'

const STRANGER: Reply<never> = {
  ok: false,
  error: { kind: 'request', busKind: null, message: 'only the page of this app is answered' },
}

/** Starts the engine in a process of its own; what it says goes to the window. */
export function startEngine(): EngineProcess {
  return new EngineProcess({
    fork: () =>
      utilityProcess.fork(join(import.meta.dirname, 'engine.js'), [app.getPath('userData')], {
        serviceName: 'Arpeggio engine',
      }),
    tell: tellPage,
    nowMs: () => performance.now(),
    log,
  })
}

/** Says something to the page, where there is one. */
export function tellPage<K extends NoticeName>(name: K, notice: Notices[K]): void {
  ourContents()?.send(CHANNELS.notice, name, notice)
}

/** Answers the page of our window, and nobody else. */
export function answerIpc(engine: EngineProcess): void {
  const exports = savedExports(engine)
  ipcMain.handle(CHANNELS.request, (event, name: unknown, argument: unknown) => {
    if (isOurPage(event, ourContents(), pageUrl())) return answerPage({ engine, exports }, name, argument)
    log(`refused a request from ${event.senderFrame?.url ?? 'a frame that is gone'}`)
    return STRANGER
  })
  ipcMain.on(CHANNELS.heard, (event) => {
    if (isOurPage(event, ourContents(), pageUrl())) engine.say({ heard: 'batch' })
  })
}

/** Takes one line at a time. */
export function log(line: string): void {
  process.stderr.write(`arpeggio: ${line}\n`)
}

function savedExports(engine: EngineProcess): SavedExports {
  return new SavedExports({
    render: async (argument) => (await engine.request('export:render', argument)) as Reply<AnswerOf<'export:render'>>,
    ask: askWhereToSave,
    show: (path) => shell.showItemInFolder(path),
    folder: app.getPath('documents'),
  })
}

function ourContents(): WebContents | undefined {
  const window = BrowserWindow.getAllWindows()[0]
  return window && !window.isDestroyed() ? window.webContents : undefined
}
