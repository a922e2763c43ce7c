import type { Session, WebContents, WebPreferences } from 'electron'

/** What the page may do in its process: nothing but show itself and call the preload's facade. */
export function webPreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  }
}

/** Refuses every permission and device: the bus is reached through the engine, never from the page. */
export function denyPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
}

/**
 * Keeps a window on its page: no navigation, no embedded guest, no second window. A reload is none of these.
 * Web links are handed to `openExternal`.
 */
export function confineContents(
  contents: Pick<WebContents, 'on' | 'getURL' | 'setWindowOpenHandler'>,
  openExternal: (url: string) => void,
): void {
  const stay = (event: { readonly url: string; preventDefault(): void }): void => {
    if (event.url !== contents.getURL()) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isWebAddress(url)) openExternal(url)
    return { action: 'deny' }
  })
}

/** Whether a link may be handed to the system's browser; `file:` and programs' own schemes may start anything. */
export function isWebAddress(url: string): boolean {
  const protocol = URL.parse(url)?.protocol
  return protocol === 'https:' || protocol === 'http:'
}
