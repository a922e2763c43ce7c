import { contextBridge } from 'electron'

// Everything the page learns of the outside; no channel, no Electron object.
contextBridge.exposeInMainWorld('arpeggio', { platform: process.platform, electron: process.versions.electron })
