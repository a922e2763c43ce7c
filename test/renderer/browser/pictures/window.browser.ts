import { afterEach, beforeEach, describe, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { Theme } from '../../../../src/shared/api/settings.ts'
import { MountedApp, settled } from '../mounted-app.ts'
import { BenchHost } from './bench-host.ts'
import { expectPicture } from './picture.ts'
import { rewind } from './stopped-clock.ts'
import { scenes, type Scene } from './scenes.ts'

const USUAL = { width: 1280, height: 800 }
const SMALLEST = { width: 960, height: 600 }

let app: MountedApp | undefined

beforeEach(() => {
  rewind()
  let lastByte = 0
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => (array as Uint8Array).fill(++lastByte) as never)
})

afterEach(async () => {
  app?.[Symbol.dispose]()
  vi.restoreAllMocks()
  await page.viewport(USUAL.width, USUAL.height)
})

async function show({ name, arrange }: Scene, theme: Theme, size = USUAL): Promise<void> {
  await page.viewport(size.width, size.height)
  const host = new BenchHost()
  await host.request('settings:write', { theme })
  host.hasAdapters = name.startsWith('picker')
  app = new MountedApp(host)
  await arrange(app, host)
  // Nothing is pointed at.
  await userEvent.hover(document.body, { position: { x: 2, y: 2 }, force: true })
  await document.fonts.ready
  await settled()
}

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  it.each(scenes())('$name looks as it did', async (scene) => {
    await show(scene, theme)
    await expectPicture(`${scene.name}-${theme}`)
  })

  it.each(scenes().filter(({ isTight }) => isTight))('$name looks as it did at 960 by 600', async (scene) => {
    await show(scene, theme, SMALLEST)
    await expectPicture(`${scene.name}-${theme}-960x600`)
  })
})

describe('in high contrast', () => {
  it.each(scenes('bench', 'waveform', 'runs-compared'))('$name looks as it did', async (scene) => {
    await show(scene, 'high-contrast')
    await expectPicture(`${scene.name}-high-contrast`)
  })
})
