import { EventEmitter } from 'node:events'

type Handler = (event: object, ...args: unknown[]) => unknown

/** Who a message of the page comes from, as the main process sees it; a test can lie. */
export interface StandInSender {
  readonly sender: unknown
  readonly senderFrame: { readonly url: string; readonly parent: unknown }
}

const handlers = new Map<string, Handler>()
let findSender: () => StandInSender = () => {
  throw new Error('there is no window')
}

/** Says who sends from now on. */
export function sendAs(find: () => StandInSender): void {
  findSender = find
}

/** The main process's end. */
export const ipcMain = Object.assign(new EventEmitter(), {
  handle: (channel: string, handler: Handler): void => void handlers.set(channel, handler),
})

/** The page's end, for its preload. */
export const ipcRenderer = Object.assign(new EventEmitter(), {
  async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    const handler = handlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    return structuredClone(await handler(findSender(), ...structuredClone(args)))
  },
  send: (channel: string, ...args: unknown[]): void =>
    void ipcMain.emit(channel, findSender(), ...structuredClone(args)),
})

/** What the preload has exposed, by name. */
export const exposed = new Map<string, unknown>()

export const contextBridge = {
  exposeInMainWorld: (name: string, api: unknown): void => void exposed.set(name, api),
}
