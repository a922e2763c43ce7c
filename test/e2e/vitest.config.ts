import { defineConfig } from 'vitest/config'

/** The built app on Electron itself, which is downloaded where it is not there: `npm run test:electron`. */
export default defineConfig({
  test: {
    globalSetup: ['test/support/own-data-folder.ts'],
    include: ['test/e2e/electron.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
})
