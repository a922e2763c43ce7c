import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Where Debian keeps the programs of each version of PostgreSQL. */
const VERSIONS = '/usr/lib/postgresql'
/** What every role's password is. */
export const PASSWORD = 'only for a test'

/** A PostgreSQL server of our own on a free port of loopback, with an empty cluster that goes with it. */
export class PostgresServer implements AsyncDisposable {
  readonly port: number
  readonly #folder: string
  readonly #server: ChildProcess
  #databases = 0

  private constructor(folder: string, { server, port }: { readonly server: ChildProcess; readonly port: number }) {
    this.#folder = folder
    this.#server = server
    this.port = port
  }

  static async start(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'arpeggio-postgres-'))
    const identity = serverIdentity()
    if (identity) chownSync(folder, identity.uid, identity.gid)
    const data = join(folder, 'data')
    const environment = { ...process.env, LC_ALL: 'C.UTF-8', PGPASSWORD: PASSWORD }
    const initialise = `printf '%s' "$PGPASSWORD" > ${folder}/password && exec ${program('initdb')} --pgdata ${data} \
      --username ana --auth scram-sha-256 --pwfile ${folder}/password --no-sync --encoding UTF8`
    execFileSync('sh', ['-c', initialise], { ...identity, cwd: folder, env: environment, stdio: 'pipe' })
    const port = await freePort()
    const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off']
    const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
    const server = spawn(program('postgres'), args, { ...identity, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    for await (const line of createInterface(server.stderr)) {
      if (line.includes('database system is ready to accept connections')) break
    }
    server.stderr.resume()
    return new PostgresServer(folder, { server, port })
  }

  /** The URL of an empty database, or of one by name. */
  database(name = this.#create()): string {
    return `postgres://ana@127.0.0.1:${this.port}/${name}`
  }

  /** What psql says to a query. */
  query(url: string, sql: string): string {
    const env = { ...process.env, PGPASSWORD: PASSWORD }
    return execFileSync(program('psql'), ['--no-psqlrc', '-qAt', '-c', sql, url], { encoding: 'utf8', env })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.kill('SIGINT')
    await once(this.#server, 'exit')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #create(): string {
    const name = `history_${++this.#databases}`
    this.query(this.database('postgres'), `CREATE DATABASE ${name}`)
    return name
  }
}

/** The server refuses to run as root; Debian's package makes a user for it. */
function serverIdentity(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (option: string): number => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function program(name: string): string {
  const newest =
    readdirSync(VERSIONS)
      .toSorted((one, other) => Number(one) - Number(other))
      .at(-1) ?? ''
  return join(VERSIONS, newest, 'bin', name)
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
