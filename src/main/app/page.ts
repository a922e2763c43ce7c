import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

/** The page has an origin of its own: `file:` would let it read beyond its folder. */
export const PAGE_SCHEME = 'arpeggio'
export const PAGE_URL = `${PAGE_SCHEME}://app/index.html`

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Answers requests for the page's own files below `folder`, and for nothing else. */
export function servePage(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const path = pagePath(folder, request.url)
    const contentType = CONTENT_TYPES[extname(path ?? '')]
    if (path === undefined || contentType === undefined) return notFound()
    try {
      const body = await readFile(path)
      return new Response(body, { headers: { 'content-type': contentType, 'x-content-type-options': 'nosniff' } })
    } catch {
      return notFound()
    }
  }
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } })
}

function pagePath(folder: string, url: string): string | undefined {
  const root = normalize(folder) + sep
  try {
    const path = join(root, decodeURIComponent(new URL(url).pathname))
    return path.startsWith(root) ? path : undefined
  } catch {
    return undefined
  }
}
