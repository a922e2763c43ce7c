import { defineConfig } from 'vitest/config'

/** What strangers give, by the kept corpus and a fixed number of its mutations. Apart from `npm test`, for its length. */
export default defineConfig({
  test: {
    name: 'fuzz',
    environment: 'node',
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['../support/own-data-folder.ts'],
    // Time is no oracle here: what hangs is found by counting steps, and this by whoever waits.
    testTimeout: 300_000,
  },
})
