import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { playwright } from '@vitest/browser-playwright'
import type { UserWorkspaceConfig } from 'vitest/config'
import { defineConfig } from 'vitest/config'
import { launchOptions } from './tools/chromium.ts'
import { jsonImports } from './tools/json-imports.ts'

type Context = NonNullable<NonNullable<Parameters<typeof playwright>[0]>['contextOptions']>

/** The report, and the few signs that the app's fonts lack, are drawn in the system's: for pictures the same ones everywhere. */
const SYSTEM_FONTS = '/usr/share/fonts/truetype/dejavu'
const FONTS = resolve(import.meta.dirname, 'test/renderer/browser/pictures/fonts.conf')

interface Surroundings {
  readonly contextOptions?: Context
  readonly setupFiles?: string[]
  /** What the browser's environment has besides. */
  readonly env?: Readonly<Record<string, string>>
}

/** A project over the page, mounted in Chromium. */
function inBrowser(
  name: string,
  folder: string,
  { contextOptions = {}, setupFiles = [], env = {} }: Surroundings = {},
): UserWorkspaceConfig {
  return {
    // As it ships: what development adds to each component would be measured along.
    plugins: [svelte({ configFile: false, compilerOptions: { dev: false } }), jsonImports()],
    publicDir: 'src/renderer/public',
    optimizeDeps: {
      include: ['axe-core', 'bits-ui', 'virtua/svelte', 'zod', 'csv-stringify/browser/esm/sync'],
    },
    test: {
      name,
      include: [`${folder}/*.browser.ts`],
      setupFiles,
      testTimeout: 60_000,
      expect: { poll: { timeout: 5000 } },
      sequence: { groupOrder: 0 },
      provide: { updatesPictures: process.env['UPDATE_PICTURES'] !== undefined },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          actionTimeout: 5000,
          launchOptions: { ...launchOptions(), env: { ...process.env, ...env } },
          contextOptions,
        }),
        instances: [{ browser: 'chromium', viewport: { width: 1280, height: 800 } }],
      },
    },
  }
}

/** What needs a browser; `npm run test:browser` brings one. */
export default defineConfig({
  test: {
    projects: [
      inBrowser('page', 'test/renderer/browser'),
      inBrowser('pictures', 'test/renderer/browser/pictures', {
        contextOptions: { reducedMotion: 'reduce', timezoneId: 'UTC', locale: 'en-GB' },
        setupFiles: ['test/renderer/browser/pictures/stopped-clock.ts'],
        env: existsSync(SYSTEM_FONTS) ? { FONTCONFIG_FILE: FONTS } : {},
      }),
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/*.test.ts'],
          // Of Electron alone: `npm run test:electron`.
          exclude: ['test/e2e/electron.test.ts'],
          globalSetup: ['test/e2e/build.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // After the page's tests, and one file at a time: each runs a server and a browser.
          sequence: { groupOrder: 1 },
          fileParallelism: false,
        },
      },
    ],
  },
})
