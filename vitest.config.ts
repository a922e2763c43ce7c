import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['test/support/own-data-folder.ts'],
    // A bound for what hangs, not for what is slow: no test measures time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.svelte.test.ts', 'test/e2e/**', 'test/kernel/**', 'test/peers/**'],
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/{shared,main}/**/*.ts'],
      reporter: ['text-summary', 'html', 'lcov'],
      thresholds: { 'src/shared/**': { lines: 90 } },
    },
  },
})
