import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, inject, it } from 'vitest'

function serve(...options: string[]): ChildProcessByStdio<null, Readable, Readable> {
  const command = [join(inject('out'), 'main/cli.js'), 'serve', ...options]
  const env = { ...process.env, ARPEGGIO_DATA_FOLDER: join(inject('out'), '../data') }
  return spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

it('prints the address alone, and ends in order on Ctrl+C', async () => {
  const started = serve('--quiet')
  const said = text(started.stderr)
  const [address] = (await once(createInterface(started.stdout), 'line')) as [string]
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[A-Za-z0-9_-]{43}$/)
  expect(await (await fetch(address)).text()).toContain('<title>Arpeggio</title>')
  started.kill('SIGINT')
  const [exitCode] = (await once(started, 'exit')) as [number]
  expect({ exitCode, said: await said }).toEqual({ exitCode: 130, said: '' })
})

it('says in one line that its port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const refused = serve('--port', String(port))
  const [printed, said, [exitCode]] = await Promise.all([
    text(refused.stdout),
    text(refused.stderr),
    once(refused, 'exit') as Promise<[number]>,
  ])
  other.close()
  expect([exitCode, printed]).toEqual([4, ''])
  expect(said).toBe(
    `arpeggio: can't listen on 127.0.0.1 port ${port}: another program does already; choose another --port\n`,
  )
})
