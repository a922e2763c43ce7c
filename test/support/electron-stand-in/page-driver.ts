// In the app's process: does for the test what a page and its user would do.
import type { HostApi, NoticeName, Reply } from '#shared/api/contract.ts'
import { app, BrowserWindow, desk, forked, permissions, powerMonitor } from './electron.ts'
import { exposed, sendAs } from './ipc.ts'
import { protocol } from './protocol.ts'

/** What a test asks for. */
export type PageCommand =
  | { readonly id: number; readonly request: string; readonly argument: unknown; readonly as?: string }
  | { readonly id: number; readonly fetch: string }
  | { readonly id: number; readonly attempt: Attempt }
  | { readonly choose: string }
  | { readonly answer: number }
  | { readonly startAgain: readonly string[]; readonly folder: string }
  | { readonly happens: Happening }

/** What a page may try beyond its facade. */
export type Attempt = 'permission' | 'check' | 'device' | 'navigation' | 'redirect' | 'webview' | 'window' | 'reload'

/** What may befall an app. */
export type Happening = 'close' | 'suspend' | 'wake' | 'engine-dies' | 'page-dies'

/** What it hears. */
export type PageMessage =
  | { readonly loaded: Loaded }
  | { readonly id: number; readonly allowed: boolean; readonly shown: readonly string[] }
  | { readonly event: 'reload' | 'focus' }
  | { readonly id: number; readonly reply: Reply<unknown>; readonly dialogs: readonly string[] }
  | { readonly id: number; readonly file: PageFile }
  | { readonly notice: NoticeName; readonly value: unknown }

/** How the app opened its window. */
export interface Loaded {
  readonly preferences: object
  readonly bounds: object
  readonly menu: object
}

/** A file of the page, as the app gives it to its window. */
export interface PageFile {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
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
    const headers = Object.fromEntries(response.headers)
    const file = { status: response.status, headers, body: new Uint8Array(await response.arrayBuffer()) }
    send({ id: command.id, file })
  } else if ('choose' in command) desk.filePath = command.choose
  else if ('answer' in command) desk.response = command.answer
  else if ('startAgain' in command) app.emit('second-instance', {}, ['app', ...command.startAgain], command.folder)
  else if ('attempt' in command) {
    send({ id: command.id, allowed: attempt(command.attempt), shown: desk.shown.splice(0) })
  } else befall[command.happens]()
}

const befall: Readonly<Record<Happening, () => unknown>> = {
  close: () => BrowserWindow.getAllWindows()[0]?.close(),
  suspend: () => powerMonitor.emit('suspend'),
  wake: () => powerMonitor.emit('resume'),
  'engine-dies': () => forked.at(-1)?.kill('SIGKILL'),
  'page-dies': () =>
    BrowserWindow.getAllWindows()[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed' }),
}

const ELSEWHERE = 'https://example.org/'

/** Whether the app lets its page do that. */
function attempt(what: Attempt): boolean {
  const { webContents } = BrowserWindow.getAllWindows()[0] ?? {}
  const isLet = (event: string, url: string): boolean => {
    let isPrevented = false
    webContents?.emit(event, { url, preventDefault: () => (isPrevented = true) })
    return !isPrevented
  }
  switch (what) {
    case 'permission': {
      let isGranted = true
      permissions.ask(null, 'media', (granted) => (isGranted = granted))
      return isGranted
    }
    case 'check':
    case 'device':
      return permissions[what]()
    case 'navigation':
      return isLet('will-navigate', ELSEWHERE)
    case 'redirect':
      return isLet('will-redirect', ELSEWHERE)
    case 'webview':
      return isLet('will-attach-webview', ELSEWHERE)
    case 'reload':
      return isLet('will-navigate', webContents?.getURL() ?? '')
    case 'window':
      return webContents?.openHandler?.({ url: ELSEWHERE }).action !== 'deny'
  }
}

function pageLoaded(window: BrowserWindow): void {
  const host = exposed.get('arpeggio') as HostApi
  for (const notice of NOTICES) host.on(notice, (value) => send({ notice, value }))
  for (const event of ['reload', 'focus'] as const) window.on(event, () => send({ event }))
  const { webPreferences, ...bounds } = window.options
  send({ loaded: { preferences: webPreferences, bounds, menu: desk.menu } })
}

speakAs()
process.on('message', (command: PageCommand) => void obey(command))
process.on('disconnect', () => app.quit())
BrowserWindow.whenCreated = (window) => window.once('ready-to-show', () => pageLoaded(window))
