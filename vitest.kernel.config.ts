import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'kernel',
    environment: 'node',
    globalSetup: ['test/kernel/prepare.ts'],
    include: ['test/kernel/**/*.test.ts'],
    // Each boots a machine of its own, which takes a processor to itself; how fast that is the guest can't tell.
    maxWorkers: 2,
    // Bounds for what hangs, not for what is slow: the guest has a clock of its own.
    testTimeout: 120_000,
    hookTimeout: 1_300_000,
  },
})
