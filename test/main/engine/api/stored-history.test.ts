import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listRun } from '#shared/api/run-listing.ts'
import { StoredHistory } from '../../../../src/main/engine/api/stored-history.ts'
import { usualLocation } from '../../../../src/main/store/store-location.ts'
import { exampleRun } from '../../store/stored-runs.ts'

let folder: string
let said: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'arpeggio-history-'))
  said = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function open(dataFolder = folder): StoredHistory {
  return new StoredHistory(usualLocation(dataFolder), (line) => void said.push(line))
}

describe('the history behind the window', () => {
  it('is there again when the program starts again', async () => {
    const [made, opened] = [exampleRun(), exampleRun()]
    const before = open()
    await before.add(made, null)
    await before.add(opened, 'theirs.json')
    const history = open()
    expect(await history.list()).toEqual([listRun(opened, 2, 'theirs.json'), listRun(made, 1)])
    expect(await history.get(made.run_id)).toEqual(made)
    await history.remove(opened.run_id)
    expect(await before.list()).toEqual([listRun(made, 1)])
    expect(said).toEqual([])
  })

  it('opens nothing before it is asked', () => {
    open()
    expect(existsSync(join(folder, 'history.db'))).toBe(false)
  })

  it('keeps runs until the program ends where the disk does not take them, and says so once', async () => {
    writeFileSync(join(folder, 'file'), '')
    const history = open(join(folder, 'file', 'below'))
    const run = exampleRun()
    await history.add(run, null)
    expect(await history.list()).toEqual([listRun(run, 1)])
    expect(await history.get(run.run_id)).toEqual(run)
    expect(said).toEqual([expect.stringMatching(/^the history can't be used, so runs are kept until the program ends/)])
  })

  it('stays on disk when one run in it can not be read', async () => {
    const history = open()
    const run = exampleRun()
    await history.add(run, null)
    const database = new DatabaseSync(join(folder, 'history.db'))
    database.exec(`UPDATE documents SET document = '{}'`)
    database.close()
    await expect(history.get(run.run_id)).rejects.toMatchObject({ kind: 'gone' })
    expect([await history.list(), said]).toEqual([[listRun(run, 1)], []])
  })
})
