import { app, BrowserWindow, clipboard, dialog } from 'electron'
import { DEFAULT_SETTINGS } from '#shared/api/settings.ts'
import type { SystemReport } from '#shared/api/doctor-report.ts'
import type { EngineProcess } from './engine-process.ts'

/** Asks where to write a file; undefined when the user would rather not. */
export async function askWhereToSave(suggestion: string): Promise<string | undefined> {
  const [window] = BrowserWindow.getAllWindows()
  const options = { defaultPath: suggestion }
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options))
  return canceled ? undefined : filePath
}

/** Asks whether the run under way may be stopped; the answer that stops nothing is the one at hand. */
export async function askToStop(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'A run is under way',
    detail:
      'Closing stops it after the current transaction. The bus is left idle, and the run is kept as far as it came.',
    buttons: ['Keep running', 'Stop and close'],
    defaultId: 0,
    cancelId: 0,
  })
  return response === 1
}

/** The page is gone: offers what there is to do. The engine, and a run under way, go on. */
export async function offerAfterCrash(window: BrowserWindow, engine: EngineProcess, why: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The page stopped working',
    detail: `It ended unexpectedly (${why}). The engine goes on, and so does a run that is under way.`,
    buttons: ['Open it again', 'Reset settings and open', 'Copy system report', 'Quit'],
    defaultId: 0,
    cancelId: 0,
  })
  if (response === 3) {
    app.quit()
    return
  }
  if (response === 1) await engine.request('settings:write', DEFAULT_SETTINGS)
  if (response === 2) await copyReport(engine, why)
  if (!window.isDestroyed()) window.reload()
}

async function copyReport(engine: EngineProcess, why: string): Promise<void> {
  const reply = await engine.request('system:report', null)
  const text = reply.ok ? (reply.value as SystemReport).text : `${reply.error.message}\n`
  await clipboard.writeText(`${text}The page ended unexpectedly (${why})\n`)
}
