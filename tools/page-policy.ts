import type { Plugin } from 'vite'
import { PAGE_POLICY } from '../src/shared/api/page-policy.ts'

/** The dev server injects styles and talks over a WebSocket; the page that ships allows neither. */
const DEV_SERVER_POLICY = PAGE_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
  "connect-src 'self'",
  "connect-src 'self' ws:",
)

/** Writes the page's policy into it, before anything is loaded. */
export function pagePolicy(): Plugin {
  return {
    name: 'arpeggio:page-policy',
    transformIndexHtml: (_html, { server }) => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: server ? DEV_SERVER_POLICY : PAGE_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  }
}
