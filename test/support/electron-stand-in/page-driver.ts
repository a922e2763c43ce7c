// In the app's process: does for the test what a page and its user would do.
import type { HostApi, NoticeName, Reply } from '#shared/api/contract.ts'
import { app, BrowserWindow, desk, forked, powerMonitor } from './electron.ts'
import { exposed, sendAs } from './ipc.ts'
import { protocol } from './protocol.ts'

/** What a test asks for. */
export type PageCommand =
  | { readonly id: number; readonly request: string; readonly argument: unknown; readonly as?: string }
  | { readonly id: number; readonly fetch: string }
  | { readonly choose: string }
  | { readonly answer: number }
  | { readonly startAgain: readonly string[]; readonly folder: string }
  | { readonly happens: 'close' | 'wake' | 'engine-dies' }

/** What it hears. */
export type PageMessage =
  | { readonly loaded: object }
  | { readonly id: number; readonly reply: Reply<unknown>; readonly dialogs: readonly string[] }
  | { readonly id: number; readonly file: PageFile }
  | { readonly notice: NoticeName; readonly value: unknown }

/** A file of the page, as the app gives it to its window. */
export interface PageFile {
  readonly status: number
  readonly contentType: string
  readonly body: Uint8Array
}

const NOTICES: readonly NoticeName[] = [
  'engine',
  'adapters',
  'consent',
  'lines',
  'run:events',
  'run:ended',
  'history',
  'settings',
  'bus:opened',
]

function send(message: PageMessage): void {
  if (process.connected) process.send?.(message)
}

function speakAs(url?: string): void {
  sendAs(() => {
    const [window] = BrowserWindow.getAllWindows()
    const { webContents } = window ?? {}
    return { sender: webContents, senderFrame: { url: url ?? webContents?.getURL() ?? '', parent: null } }
  })
}

async function obey(command: PageCommand): Promise<void> {
  if ('request' in command) {
    const host = exposed.get('arpeggio') as HostApi
    speakAs(command.as)
    const reply = host.request(command.request as 'engine:state', command.argument as null)
    speakAs()
    send({ id: command.id, reply: await reply, dialogs: desk.shown.splice(0) })
  } else if ('fetch' in command) {
    const response = await protocol.fetch(command.fetch)
    const contentType = response.headers.get('content-type') ?? ''
    const file = { status: response.status, contentType, body: new Uint8Array(await response.arrayBuffer()) }
    send({ id: command.id, file })
  } else if ('choose' in command) desk.filePath = command.choose
  else if ('answer' in command) desk.response = command.answer
  else if ('startAgain' in command) app.emit('second-instance', {}, ['app', ...command.startAgain], command.folder)
  else if (command.happens === 'close') BrowserWindow.getAllWindows()[0]?.close()
  else if (command.happens === 'wake') powerMonitor.emit('resume')
  else forked.at(-1)?.kill('SIGKILL')
}

function pageLoaded(window: BrowserWindow): void {
  const host = exposed.get('arpeggio') as HostApi
  for (const notice of NOTICES) host.on(notice, (value) => send({ notice, value }))
  send({ loaded: { ...window.options.webPreferences } })
}

speakAs()
process.on('message', (command: PageCommand) => void obey(command))
process.on('disconnect', () => app.quit())
BrowserWindow.whenCreated = (window) => window.once('ready-to-show', () => pageLoaded(window))
