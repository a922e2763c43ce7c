import { svelte } from '@sveltejs/vite-plugin-svelte'
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
          exclude: ['test/**/*.svelte.test.ts', 'test/e2e/**', 'test/kernel/**', 'test/peers/**', 'test/fuzz/**'],
        },
      },
      {
        extends: true,
        // Runes need the compiler, and what is resolved for a browser.
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ['browser'] },
        test: { name: 'page', environment: 'happy-dom', include: ['test/renderer/**/*.svelte.test.ts'] },
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
