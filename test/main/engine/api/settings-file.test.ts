import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/api/settings.ts'
import { SettingsFile } from '../../../../src/main/engine/api/settings-file.ts'

let directory: string
const log: string[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'arpeggio-test-'))
  log.length = 0
})

afterEach(() => rmSync(directory, { recursive: true }))

function open(path = join(directory, 'sub', 'settings.json')): SettingsFile {
  return new SettingsFile(path, (line) => log.push(line))
}

describe('settings', () => {
  it('are the usual ones until somebody changes them, and then stay', async () => {
    expect(await open().read()).toEqual(DEFAULT_SETTINGS)
    await open().write({ theme: 'dark' })
    await open().write({ pool: 'wide' })
    expect(await open().read()).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark', pool: 'wide' })
    expect(log).toEqual([])
  })

  it('changed twice at once hold both changes, also on disk', async () => {
    const settings = open()
    await Promise.all([settings.write({ theme: 'dark' }), settings.write({ move: true })])
    expect(await open().read()).toMatchObject({ theme: 'dark', move: true })
  })

  it.each(['', '{', '[]', '{"theme":"pink"}', '{"unknown":1}'])(
    'are the usual ones where the file holds %j',
    async (text) => {
      const path = join(directory, 'settings.json')
      writeFileSync(path, text)
      expect(await open(path).read()).toEqual(DEFAULT_SETTINGS)
      expect(log).toHaveLength(1)
      expect(readFileSync(path, 'utf8')).toBe(text)
    },
  )

  it('that can not be written hold all the same, and that is said', async () => {
    writeFileSync(join(directory, 'sub'), 'a file where the folder should be')
    expect(await open().write({ theme: 'light' })).toMatchObject({ theme: 'light' })
    expect(log.at(-1)).toMatch(/^can't write the settings to /)
  })
})
