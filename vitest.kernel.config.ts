import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'kernel',
    environment: 'node',
    include: ['test/kernel/**/*.test.ts'],
    // Each boots a machine of its own, which takes a processor to itself.
    fileParallelism: false,
    testTimeout: 10_000,
    hookTimeout: 1_000_000,
  },
})
