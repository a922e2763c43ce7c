import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
let out: string

beforeAll(async () => {
  await mkdir(join(root, 'node_modules/.cache'), { recursive: true })
  out = await mkdtemp(join(root, 'node_modules/.cache/arpeggio-start-'))
})

afterAll(() => rm(out, { recursive: true, force: true }))

it('says in one line that the Electron runtime cannot be had, and serves the page instead', async () => {
  const started = spawn(process.execPath, ['tools/start.js', 'preview', '--outDir', out], {
    cwd: root,
    // Electron's installer knows no such platform, so it fails here whatever the network.
    env: { ...process.env, ELECTRON_INSTALL_PLATFORM: 'none' },
  })
  const said = text(started.stderr)
  const [address] = (await once(createInterface(started.stdout), 'line')) as [string]
  const { status } = await fetch(address)
  started.kill('SIGTERM')
  const [exitCode] = (await once(started, 'exit')) as [number]
  expect({ status, exitCode }).toEqual({ status: 200, exitCode: 130 })
  expect((await said).split('\n')[0]).toBe(
    'Arpeggio cannot open its window, the Electron runtime is not installed and could not be downloaded: ' +
      'it serves the same page to a browser instead',
  )
}, 180_000)
