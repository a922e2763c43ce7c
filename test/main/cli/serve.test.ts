import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { findPageFolder } from '../../../src/main/serve/page-folder.ts'
import { run } from './run-cli.ts'

const isBuilt = findPageFolder() !== undefined

it.runIf(isBuilt)('serve prints the address alone, and ends in order on Ctrl+C', async () => {
  const launcher = resolve(import.meta.dirname, '../../../src/main/cli/launcher.js')
  const started = spawn(process.execPath, [launcher, 'serve', '--quiet'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  started.stderr.on('data', (data: Buffer) => (said += data.toString()))
  const [address] = (await once(createInterface(started.stdout), 'line')) as [string]
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[A-Za-z0-9_-]{43}$/)
  expect(await (await fetch(address)).text()).toContain('<title>Arpeggio</title>')
  started.kill('SIGINT')
  const [exitCode] = (await once(started, 'exit')) as [number]
  expect({ exitCode, said }).toEqual({ exitCode: 130, said: '' })
})

it.runIf(isBuilt)('serve says in one line that its port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { exitCode, stdout, stderr } = await run(`serve --port ${port}`)
  other.close()
  expect([exitCode, stdout]).toEqual([4, ''])
  expect(stderr).toBe(
    `arpeggio: can't listen on 127.0.0.1 port ${port}: another program does already; choose another --port\n`,
  )
})

it.runIf(!isBuilt)('serve says in one line that the page is not built', async () => {
  expect(await run('serve')).toEqual({
    exitCode: 4,
    stdout: '',
    stderr: 'arpeggio: the page is not built: run "npm run build" first\n',
  })
})
