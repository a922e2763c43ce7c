import { contextBridge, ipcRenderer } from 'electron'
import type { HostApi, NoticeName, Reply } from '#shared/api/contract.ts'
import { CHANNELS } from '#shared/api/ipc-channels.ts'

type Listener = (notice: never) => void

const listeners = new Map<NoticeName, Set<Listener>>()

ipcRenderer.on(CHANNELS.notice, (_event, name: NoticeName, notice: unknown) => {
  for (const listener of [...(listeners.get(name) ?? [])]) listener(notice as never)
  if (name === 'run:events') ipcRenderer.send(CHANNELS.heard)
})

function lost(error: unknown): Reply<never> {
  return { ok: false, error: { kind: 'lost', busKind: null, message: String(error) } }
}

const host: HostApi = {
  request: (name, argument) => ipcRenderer.invoke(CHANNELS.request, name, argument).catch(lost),
  on: (name, listener) => {
    const own = listeners.get(name) ?? new Set()
    listeners.set(name, own)
    own.add(listener)
    return () => own.delete(listener)
  },
}

// Everything the page learns of the outside; no channel, no Electron object.
contextBridge.exposeInMainWorld('arpeggio', host)
