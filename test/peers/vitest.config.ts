import { defineConfig } from 'vitest/config'

/** Other people's programs read what we write. Apart from `npm test`, since they have to be installed first. */
export default defineConfig({
  test: {
    name: 'peers',
    environment: 'node',
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['./preparation.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // They are heavy, and one of them is a browser.
    fileParallelism: false,
  },
})
