import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createInterface } from 'node:readline'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/main/store/open-store.ts'
import { StoreError } from '../../../src/main/store/run-store.ts'
import { MIGRATIONS } from '../../../src/main/store/sqlite/schema.ts'
import { identityOf, setAside } from '../../../src/main/store/sqlite/set-aside.ts'
import { StoreFolder } from './store-folder.ts'
import { exampleRun } from './stored-runs.ts'

const WRITER = resolve(import.meta.dirname, 'store-writer.ts')

function startWriter(path: string, count?: number) {
  const args = [WRITER, path, ...(count === undefined ? [] : [String(count)])]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Lets a process take runs in and kills it at its line number `moment`; answers the runs it said were kept. */
async function killedWriter(path: string, moment: number): Promise<string[]> {
  const writer = startWriter(path)
  const kept: string[] = []
  let lines = 0
  for await (const line of createInterface(writer.stdout)) {
    const [what, runId = ''] = line.split(' ')
    if (what === 'kept') kept.push(runId)
    if (++lines === moment) writer.kill('SIGKILL')
  }
  if (writer.signalCode === null && writer.exitCode === null) await once(writer, 'exit')
  return kept
}

describe('a process that is killed', () => {
  it('leaves a history in which every run is whole or absent, and none that it said was kept is absent', async () => {
    await using place = await StoreFolder.make()
    const kept: string[] = []
    // In the middle of making the file, of the first run, of later ones, and between two.
    for (const moment of [1, 1, 2, 3, 6, 9, 21]) {
      kept.push(...(await killedWriter(place.path, moment)))
      await using store = place.open()
      const listed = (await store.list({ limit: 1000 })).map(({ runId }) => runId)
      expect(listed).toEqual(expect.arrayContaining(kept))
      for (const runId of listed) expect((await store.get(runId))?.run_id).toBe(runId)
    }
    expect(kept.length).toBeGreaterThan(10)
    expect([place.said, await foreignFiles(place)]).toEqual([[], []])
  }, 60_000)

  it('in the middle of a write leaves nothing of that run', async () => {
    await using place = await StoreFolder.make()
    const before = await fill(place)
    const writer = spawn(process.execPath, [WRITER, place.path, '1', 'large'], { stdio: 'ignore' })
    const exited = once(writer, 'exit')
    // What does not fit in memory goes to the log while the run is still being written.
    while (writer.exitCode === null && !(await isLong(`${place.path}-wal`))) await setImmediate()
    writer.kill('SIGKILL')
    await exited
    await using store = place.open()
    const listed = (await store.list({})).map(({ runId }) => runId)
    for (const runId of listed) expect((await store.get(runId))?.run_id).toBe(runId)
    // The write may have been over by then; then it is there, whole.
    expect(listed.slice(-before.length)).toEqual(before.toReversed())
    expect((await store.list({ address: 0x50 })).map(({ runId }) => runId)).toEqual(listed.slice(0, -before.length))
  }, 60_000)
})

describe('two processes', () => {
  it('make one history, and lose nothing in it', async () => {
    await using place = await StoreFolder.make()
    const writers = [startWriter(place.path, 15), startWriter(place.path, 15)]
    for (const writer of writers) writer.stdout.resume()
    expect(await Promise.all(writers.map(async (writer) => (await once(writer, 'exit')) as unknown[]))).toEqual([
      [0, null],
      [0, null],
    ])
    await using store = place.open()
    const numbers = (await store.list({})).map(({ number }) => number)
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, i) => 30 - i))
  }, 60_000)
})

async function isLong(path: string): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size > 1 << 20,
    () => false,
  )
}

/** Files that belong to no open history. */
async function foreignFiles(place: StoreFolder): Promise<string[]> {
  return (await readdir(place.folder)).filter((name) => !/^history\.db(-wal|-shm)?$/.test(name))
}

/** A history of forty runs, closed. */
async function fill(place: StoreFolder): Promise<string[]> {
  await using store = place.open()
  const runs = Array.from({ length: 40 }, () => exampleRun())
  for (const run of runs) await store.add(run, null)
  return runs.map((run) => run.run_id)
}

describe('a damaged file', () => {
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['that was overwritten', () => Buffer.from('This was a history once. '.repeat(500))],
    ['whose header is gone', (bytes) => Buffer.concat([Buffer.alloc(4096), bytes.subarray(4096)])],
    ['that was cut off', (bytes) => bytes.subarray(0, 4096 * 3)],
    ['whose tables are gone', (bytes) => Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096)])],
  ])('%s is set aside, said, and byte for byte what it was', async (_, damage) => {
    await using place = await StoreFolder.make()
    await fill(place)
    const damaged = damage(await readFile(place.path))
    await writeFile(place.path, damaged)
    const run = exampleRun()
    {
      await using store = place.open()
      await store.add(run, null)
      expect((await store.list({})).map(({ runId }) => runId)).toEqual([run.run_id])
    }
    const [aside = '', ...others] = await foreignFiles(place)
    expect([aside, others]).toEqual([expect.stringMatching(/^history\.db\.damaged-[0-9a-f]{8}$/), []])
    expect((await readFile(join(place.folder, aside))).equals(damaged)).toBe(true)
    expect(place.said).toEqual([
      expect.stringMatching(
        new RegExp(`^${place.path} is damaged \\(.+\\): set aside as ${join(place.folder, aside)}$`),
      ),
    ])
  })

  it('found by two at once is set aside once', async () => {
    await using place = await StoreFolder.make()
    await writeFile(place.path, 'no database '.repeat(1000))
    const stores = [place.open(), place.open(), place.open()]
    for (const listing of await Promise.all(stores.map((store) => store.add(exampleRun(), null)))) {
      expect(listing.number).toBeLessThanOrEqual(3)
    }
    for (const store of stores) {
      expect(await store.list({})).toHaveLength(3)
      await store[Symbol.asyncDispose]()
    }
    expect([place.said.length, (await foreignFiles(place)).length]).toEqual([1, 1])
  })

  it('that another process has set aside already is left alone, and so is what is there in its place', async () => {
    await using place = await StoreFolder.make()
    await writeFile(place.path, 'damaged')
    const damaged = identityOf(place.path)!
    await rename(place.path, `${place.path}.damaged-by-somebody`)
    expect(setAside(place.path, damaged)).toBeUndefined()
    await writeFile(place.path, 'good')
    expect(setAside(place.path, damaged)).toBeUndefined()
    expect(await readFile(place.path, 'utf8')).toBe('good')
  })
})

describe('the file of a history', () => {
  it('of a newer schema is refused in words, and left as it is', async () => {
    await using place = await StoreFolder.make()
    await fill(place)
    alter(place.path, 'PRAGMA user_version = 99')
    const before = await readFile(place.path)
    await using store = place.open()
    const refused = `${place.path} was written by a newer Arpeggio (schema 99, this one knows ${MIGRATIONS.length})`
    await expect(store.add(exampleRun(), null)).rejects.toThrow(refused)
    await expect(store.list({})).rejects.toBeInstanceOf(StoreError)
    expect((await readFile(place.path)).equals(before)).toBe(true)
    expect(await foreignFiles(place)).toEqual([])
  })

  it('is not that of another program', async () => {
    await using place = await StoreFolder.make()
    alter(place.path, 'CREATE TABLE bookmarks (url TEXT)')
    await using store = place.open()
    await expect(store.list({})).rejects.toThrow(`${place.path} is a database of another program`)
  })

  it('tells of a run that was changed in it', async () => {
    await using place = await StoreFolder.make()
    const [runId = ''] = await fill(place)
    alter(place.path, `UPDATE documents SET document = replace(document, '"0x64"', '"0x65"')`)
    await using store = place.open()
    await expect(store.get(runId)).rejects.toThrow(`run ${runId} can't be read: the document was changed`)
  })

  it('that was moved away while it is open is made again', async () => {
    await using place = await StoreFolder.make()
    await using store = place.open()
    await store.add(exampleRun(), null)
    await rename(place.path, `${place.path}-elsewhere`)
    await store.add(exampleRun(), null)
    expect(await store.list({})).toHaveLength(1)
  })

  it('is in a folder that is there, or may be made', async () => {
    await using place = await StoreFolder.make()
    const path = join(place.folder, 'not/there/history.db')
    await using strict = openStore({ kind: 'sqlite', path, mayCreateFolder: false }, () => undefined)
    await expect(strict.list({})).rejects.toThrow(`${path}: it can not be opened: is the folder there`)
    await using usual = openStore({ kind: 'sqlite', path, mayCreateFolder: true }, () => undefined)
    expect(await usual.list({})).toEqual([])
  })

  it('lets read while another process writes, and waits for its turn to write', async () => {
    await using place = await StoreFolder.make()
    await fill(place)
    const other = new DatabaseSync(place.path)
    other.exec('BEGIN IMMEDIATE')
    await using store = place.open()
    // Readers do not wait.
    expect(await store.list({})).toHaveLength(40)
    const adding = store.add(exampleRun(), null)
    other.exec('COMMIT')
    other.close()
    expect((await adding).number).toBe(41)
  })
})

function alter(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}
