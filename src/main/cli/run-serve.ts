import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { printable } from '#shared/run/printable.ts'
import { createEngineApi } from '../engine/api/create-engine-api.ts'
import { userDataFolder } from '../engine/data-folder.ts'
import { systemClock } from '../engine/system-clock.ts'
import { newToken } from '../serve/gatekeeper.ts'
import { findPageFolder } from '../serve/page-folder.ts'
import { PageServer } from '../serve/page-server.ts'
import { UsageError } from './failure.ts'
import type { CliHost } from './host.ts'
import { renderDocument } from './render/document.ts'
import { version } from './version.js'

/** What `serve` is told. */
export interface ServeOptions {
  readonly host: string
  readonly port?: number
  readonly json?: true
  readonly quiet?: true
}

/** Serves the page until the host's signal. */
export async function runServeCommand(host: CliHost, options: ServeOptions): Promise<void> {
  const folder = findPageFolder()
  if (folder === undefined) throw new UsageError('the page is not built: run "npm run build" first')
  const log = (line: string): void => host.stderr.write(`arpeggio: ${printable(line)}\n`)
  await using api = createEngineApi({ tool: { name: 'arpeggio', version }, dataFolder: userDataFolder(), log })
  const token = newToken()
  await using server = new PageServer({ api, clock: systemClock, log, folder, token })
  const port = await listen(server, options)
  const address = `http://${isIPv6(options.host) ? `[${options.host}]` : options.host}:${port}/#${token}`
  host.stdout.write(options.json ? renderDocument({ address, host: options.host, port, token }) : `${address}\n`)
  if (!isLoopback(options.host)) {
    log(`${options.host} can be reached from the network, unencrypted: whoever has the address can use the adapters`)
  } else if (!options.quiet) host.stderr.write('Open this address in a browser. Ctrl+C stops the server.\n')
  if (!host.signal.aborted) await once(host.signal, 'abort')
}

async function listen(server: PageServer, { port = 0, host }: ServeOptions): Promise<number> {
  try {
    return await server.listen(port, host)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const why = REASONS[code]
    if (why === undefined) throw error
    throw new UsageError(`can't listen on ${host} port ${port}: ${why}`, { cause: error })
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program does already; choose another --port',
  EACCES: 'no permission; choose a --port from 1024',
  EADDRNOTAVAIL: 'this computer has no such address',
  ENOTFOUND: 'there is no such host',
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
