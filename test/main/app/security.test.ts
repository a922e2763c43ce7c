import type { Session, WebContents } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { confineContents, denyPermissions, isWebAddress, webPreferences } from '../../../src/main/app/security.ts'

describe('webPreferences', () => {
  it('gives the page a sandbox, a world of its own and no Node', () => {
    expect(webPreferences('/app/preload.cjs')).toEqual({
      preload: '/app/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    })
  })
})

describe('denyPermissions', () => {
  it('refuses every request, every check and every device', () => {
    const session = {
      setPermissionRequestHandler: vi.fn<Session['setPermissionRequestHandler']>(),
      setPermissionCheckHandler: vi.fn<Session['setPermissionCheckHandler']>(),
      setDevicePermissionHandler: vi.fn<Session['setDevicePermissionHandler']>(),
    }
    denyPermissions(session)
    const granted = vi.fn<(granted: boolean) => void>()
    const none = undefined as never
    session.setPermissionRequestHandler.mock.lastCall?.[0]?.(none, 'media', granted, none)

    expect(granted.mock.calls).toEqual([[false]])
    expect(session.setPermissionCheckHandler.mock.lastCall?.[0]?.(none, 'hid', 'arpeggio://app', none)).toBe(false)
    expect(session.setDevicePermissionHandler.mock.lastCall?.[0]?.(none)).toBe(false)
  })
})

describe('confineContents', () => {
  const page = 'arpeggio://app/index.html'

  function confine() {
    const listeners = new Map<string, (event: unknown) => void>()
    const setWindowOpenHandler = vi.fn<WebContents['setWindowOpenHandler']>()
    const openExternal = vi.fn<(url: string) => void>()
    const on = (name: string, listener: (event: unknown) => void): void => void listeners.set(name, listener)
    confineContents({ on, getURL: () => page, setWindowOpenHandler } as unknown as WebContents, openExternal)
    const isPrevented = (name: string, url: string): boolean => {
      const preventDefault = vi.fn<() => void>()
      listeners.get(name)?.({ url, preventDefault })
      return preventDefault.mock.calls.length > 0
    }
    const open = (url: string) => setWindowOpenHandler.mock.lastCall?.[0]({ url } as never)
    return { isPrevented, open, openExternal }
  }

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])('prevents %s', (name) => {
    expect(confine().isPrevented(name, 'https://example.org/')).toBe(true)
  })

  it.each(['will-navigate', 'will-frame-navigate'])('lets the page reload itself (%s)', (name) => {
    expect(confine().isPrevented(name, page)).toBe(false)
  })

  it('hands a web link to the system and opens no window', () => {
    const { open, openExternal } = confine()
    expect(open('https://example.org/')).toEqual({ action: 'deny' })
    expect(openExternal.mock.calls).toEqual([['https://example.org/']])
  })

  it('hands no other link to the system', () => {
    const { open, openExternal } = confine()
    expect(open('file:///etc/passwd')).toEqual({ action: 'deny' })
    expect(openExternal).not.toHaveBeenCalled()
  })
})

describe('isWebAddress', () => {
  it.each([
    { url: 'https://example.org/', web: true },
    { url: 'http://example.org/', web: true },
    { url: 'HTTPS://example.org/', web: true },
    { url: 'file:///etc/passwd', web: false },
    { url: 'javascript:alert(1)', web: false },
    { url: 'smb://host/share', web: false },
    { url: 'not an address', web: false },
  ])('answers $web for $url', ({ url, web }) => {
    expect(isWebAddress(url)).toBe(web)
  })
})
