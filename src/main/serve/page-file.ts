import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

/** A file of the page. */
export interface PageFile {
  readonly body: Buffer<ArrayBuffer>
  readonly contentType: string
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** The file below `folder` that a URL's path names; undefined for everything that is no part of the page. */
export async function readPageFile(folder: string, urlPath: string): Promise<PageFile | undefined> {
  const path = pagePath(folder, urlPath)
  const contentType = CONTENT_TYPES[extname(path ?? '')]
  if (path === undefined || contentType === undefined) return undefined
  try {
    return { body: await readFile(path), contentType }
  } catch {
    return undefined
  }
}

function pagePath(folder: string, urlPath: string): string | undefined {
  const root = normalize(folder) + sep
  try {
    const path = join(root, decodeURIComponent(urlPath))
    return path.startsWith(root) ? path : undefined
  } catch {
    return undefined
  }
}
