import { createHash } from 'node:crypto'
import { link, lstat, mkdir, readdir, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BusError } from '#shared/i2c/errors.ts'

/** How long an owner may take to say who it is: a stopped process holds its claim and says nothing. */
const ANSWER_TIMEOUT_MS = 500
const MAX_TRIES = 20
const SUFFIX = '.sock'

/** An adapter that this process has to itself, until disposed of or until the process ends, however it ends. */
export interface AdapterClaim extends AsyncDisposable {
  readonly devicePath: string
}

/** Who has an adapter; `pid` is null where the owner does not say in time. */
export interface AdapterOwner {
  readonly pid: number | null
}

/**
 * Claims an adapter across all processes of this user. The claim is a listening local socket, so it ends with its
 * process; what a dead one leaves behind is void.
 * @throws BusError `adapter` naming the owner when the adapter is taken, by this process too
 */
export async function claimAdapter(devicePath: string): Promise<AdapterClaim> {
  const server = process.platform === 'win32' ? await claimPipe(devicePath) : await claimSocket(devicePath)
  server.unref()
  return {
    devicePath,
    async [Symbol.asyncDispose]() {
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Who has claimed an adapter; null when nobody has. */
export async function claimOwner(devicePath: string): Promise<AdapterOwner | null> {
  if (process.platform === 'win32') return askOwner(pipeOf(devicePath))
  const { directory, name } = await placeOf(devicePath)
  const latest = await latestGeneration(directory, name)
  return latest === 0 ? null : askOwner(socketOf(directory, name, latest))
}

/** A pipe's first instance is its only one, and it is gone with its process. */
async function claimPipe(devicePath: string): Promise<Server> {
  const path = pipeOf(devicePath)
  try {
    return await listen(path)
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE' && codeOf(error) !== 'EACCES') throw error
    throw inUse(devicePath, await askOwner(path))
  }
}

/**
 * A file outlives its process, and removing a dead one by name could hit a live one that has replaced it in the
 * meantime. So claims of one adapter are numbered, and none is ever replaced: the next number is taken by a
 * link, which only one process can make, after the one before was seen dead. The highest number stays behind
 * when its owner ends, so no number is given twice; who takes one removes those below it.
 */
async function claimSocket(devicePath: string): Promise<Server> {
  const { directory, name } = await placeOf(devicePath)
  // Listening before it has its number: whoever finds it there finds it alive.
  const draft = join(directory, `${process.pid}-${crypto.randomUUID().slice(0, 8)}`)
  const server = await listen(draft)
  try {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const latest = await latestGeneration(directory, name)
      const owner = latest === 0 ? null : await askOwner(socketOf(directory, name, latest))
      if (owner) throw inUse(devicePath, owner)
      const mine = latest + 1
      if (!(await linked(draft, socketOf(directory, name, mine)))) continue
      if ((await latestGeneration(directory, name)) === mine) {
        await removeBelow(directory, name, mine)
        return server
      }
      // Slept through somebody else's turn, and took a number that was given and removed before.
      await rm(socketOf(directory, name, mine), { force: true })
    }
    throw new BusError('adapter', `can't claim ${devicePath}: too many programs want it at once`)
  } catch (error) {
    await new Promise((resolve) => server.close(resolve))
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function removeBelow(directory: string, name: string, generation: number): Promise<void> {
  for (const older of await generations(directory, name)) {
    if (older < generation) await rm(socketOf(directory, name, older), { force: true })
  }
}

async function latestGeneration(directory: string, name: string): Promise<number> {
  return Math.max(0, ...(await generations(directory, name)))
}

async function generations(directory: string, name: string): Promise<number[]> {
  const names = await readdir(directory)
  const own = names.filter((entry) => entry.startsWith(`${name}.`) && entry.endsWith(SUFFIX))
  return own.map((entry) => Number(entry.slice(name.length + 1, -SUFFIX.length))).filter(Number.isSafeInteger)
}

function socketOf(directory: string, name: string, generation: number): string {
  return join(directory, `${name}.${generation}${SUFFIX}`)
}

function pipeOf(devicePath: string): string {
  return `\\\\.\\pipe\\arpeggio-${hashOf(devicePath)}`
}

async function placeOf(devicePath: string): Promise<{ directory: string; name: string }> {
  const uid = process.getuid?.() ?? 0
  const directory = (await runtimeDirectory()) ?? join(tmpdir(), `arpeggio-${uid}`)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const status = await lstat(directory)
  // In a directory open to all, somebody else may have been there first.
  if (!status.isDirectory() || status.uid !== uid || (status.mode & 0o077) !== 0) {
    throw new BusError('permission', `${directory} is not a directory of this user alone (mode 0700): remove it`)
  }
  return { directory, name: hashOf(devicePath) }
}

/** What `su` and containers leave in the variable is often not there. */
async function runtimeDirectory(): Promise<string | undefined> {
  const runtime = process.env['XDG_RUNTIME_DIR']
  if (!runtime) return undefined
  const exists = await lstat(runtime).then(
    (status) => status.isDirectory(),
    () => false,
  )
  return exists ? join(runtime, 'arpeggio') : undefined
}

function hashOf(devicePath: string): string {
  return createHash('sha256').update(devicePath).digest('hex').slice(0, 16)
}

/** A server that tells whoever connects this process's id. */
function listen(path: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    // Destroyed once it is said: a client that does not hang up must not hold up the release.
    socket.end(`${process.pid}\n`, () => socket.destroy())
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

/** Asks the process that listens at `path`; null when none does. */
function askOwner(path: string): Promise<AdapterOwner | null> {
  return new Promise((resolve) => {
    const socket = connect(path)
    let said = ''
    const settle = (owner: AdapterOwner | null): void => {
      socket.destroy()
      resolve(owner)
    }
    socket.setEncoding('utf8')
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => settle({ pid: null }))
    socket.on('data', (text: string) => (said += text))
    socket.on('end', () => settle({ pid: /^\d+\n$/.test(said) ? Number(said) : null }))
    socket.on('error', (error) => {
      const isDead = ['ECONNREFUSED', 'ENOENT'].includes(codeOf(error) ?? '')
      settle(isDead ? null : { pid: null })
    })
  })
}

function inUse(devicePath: string, owner: AdapterOwner | null): BusError {
  const who = owner?.pid === process.pid ? 'this program' : owner?.pid ? `process ${owner.pid}` : 'another process'
  return new BusError('adapter', `${devicePath} is in use by ${who}: close that first`)
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
