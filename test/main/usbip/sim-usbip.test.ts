import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { UsbipClient } from './usbip-client.ts'

const CLI = join(import.meta.dirname, '../../../src/main/cli/launcher.js')

it('exports a scenario from the command line until interrupted', async () => {
  const cli = spawn(process.execPath, [CLI, 'sim', 'usbip', 'pcie-card', '--port', '0', '--chip', 'ch341'])
  const ended = once(cli, 'close')
  const [line] = (await once(createInterface(cli.stdout), 'line')) as [string]
  const [, busid = '', port] = /^(\S+) on 127\.0\.0\.1:(\d+): pcie-card behind a CH341A$/.exec(line) ?? []
  await using client = await UsbipClient.connect(Number(port))
  expect(await client.import(busid)).toBeInstanceOf(Buffer)
  cli.kill('SIGINT')
  expect((await ended)[0]).toBe(130)
})
