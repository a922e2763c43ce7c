import { readPageFile } from '../serve/page-file.ts'
import { PAGE_HEADERS } from '../serve/page-headers.ts'

/** The page has an origin of its own: `file:` would let it read beyond its folder. */
export const PAGE_SCHEME = 'arpeggio'
export const PAGE_URL = `${PAGE_SCHEME}://app/index.html`

/** Answers requests for the page's own files below `folder`, and for nothing else. */
export function servePage(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const file = await readPageFile(folder, URL.parse(request.url)?.pathname ?? '')
    if (!file) return new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } })
    return new Response(file.body, { headers: { ...PAGE_HEADERS, 'content-type': file.contentType } })
  }
}
