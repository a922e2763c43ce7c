import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { clampToScreens, readWindowState, writeWindowState } from '../../../src/main/app/window-state.ts'

const directory = mkdtempSync(join(tmpdir(), 'arpeggio-test-'))
afterAll(() => rmSync(directory, { recursive: true }))

const LEFT = { x: 0, y: 0, width: 1920, height: 1080 }
const RIGHT = { x: 1920, y: 0, width: 2560, height: 1440 }
const size = { width: 1280, height: 800 }

describe('a window', () => {
  it.each([
    ['stays where it fits', { x: 100, y: 50, ...size }, [LEFT], { x: 100, y: 50, ...size }],
    ['stays on the second screen', { x: 2000, y: 50, ...size }, [LEFT, RIGHT], { x: 2000, y: 50, ...size }],
    ['comes back from a screen that is gone', { x: 2000, y: 50, ...size }, [LEFT], { x: 640, y: 50, ...size }],
    ['comes back from above', { x: 10, y: -900, ...size }, [LEFT], { x: 10, y: 0, ...size }],
    ['shrinks into a small screen', { x: 0, y: 0, width: 4000, height: 3000 }, [LEFT], LEFT],
    ['goes to the screen it lies on most', { x: 1800, y: 0, ...size }, [LEFT, RIGHT], { x: 1920, y: 0, ...size }],
    ['is left alone where no screen is known', { x: 5, y: 5, ...size }, [], { x: 5, y: 5, ...size }],
  ])('%s', (_, bounds, screens, expected) => {
    expect(clampToScreens(bounds, screens)).toEqual(expected)
  })
})

describe('the state of a window', () => {
  it('comes back from its file', () => {
    const path = join(directory, 'sub', 'window.json')
    const state = { bounds: { x: -5, y: 7, ...size }, isMaximized: true }
    writeWindowState(path, state)
    expect(readWindowState(path)).toEqual(state)
  })

  it.each(['', '{}', 'null', '{"bounds":{"x":0,"y":0,"width":0,"height":5},"isMaximized":false}'])(
    'is none where the file holds %j',
    (text) => {
      const path = join(directory, 'broken.json')
      writeFileSync(path, text)
      expect(readWindowState(path)).toBeUndefined()
    },
  )
})
