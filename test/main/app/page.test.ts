import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PAGE_URL, servePage } from '../../../src/main/app/page.ts'
import { PAGE_HEADERS } from '../../../src/main/serve/page-headers.ts'

describe('servePage', () => {
  let folder: string
  let serve: (request: Request) => Promise<Response>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'arpeggio-page-'))
    await mkdir(join(folder, 'page/assets'), { recursive: true })
    await writeFile(join(folder, 'page/index.html'), '<!doctype html>')
    await writeFile(join(folder, 'page/assets/app.js'), 'export {}')
    await writeFile(join(folder, 'page/assets/app.exe'), 'MZ')
    await writeFile(join(folder, 'secret.json'), '{}')
    serve = servePage(join(folder, 'page'))
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each([
    { url: PAGE_URL, body: '<!doctype html>', type: 'text/html; charset=utf-8' },
    { url: 'arpeggio://app/assets/app.js', body: 'export {}', type: 'text/javascript; charset=utf-8' },
  ])('answers $url with its type, not to be guessed', async ({ url, body, type }) => {
    const response = await serve(new Request(url))
    expect({
      status: response.status,
      body: await response.text(),
      headers: Object.fromEntries(response.headers),
    }).toEqual({
      status: 200,
      body,
      headers: { ...PAGE_HEADERS, 'content-type': type },
    })
  })

  it.each([
    { url: 'arpeggio://app/missing.html', why: 'no such file' },
    { url: 'arpeggio://app/assets/app.exe', why: 'no type a page may load' },
    { url: 'arpeggio://app/assets', why: 'a folder' },
    { url: 'arpeggio://app/..%2fsecret.json', why: 'outside the folder' },
    { url: 'arpeggio://app/%2e%2e%2fsecret.json', why: 'outside the folder, encoded' },
    { url: 'arpeggio://app/%E0%A4%A.html', why: 'malformed' },
    { url: 'arpeggio://app/index.html%00.js', why: 'a NUL byte' },
  ])('answers 404 to $url ($why)', async ({ url }) => {
    expect((await serve(new Request(url))).status).toBe(404)
  })
})
