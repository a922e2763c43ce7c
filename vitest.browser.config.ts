import { svelte } from '@sveltejs/vite-plugin-svelte'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { jsonImports } from './tools/json-imports.ts'

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
// Chromium's sandbox does not start for root, as whom containers run.
const isRoot = process.getuid?.() === 0

/** The page in a real browser engine; `npm run test:browser` brings the browser. */
export default defineConfig({
  // As it ships: what development adds to each component would be measured along.
  plugins: [svelte({ configFile: false, compilerOptions: { dev: false } }), jsonImports()],
  publicDir: 'src/renderer/public',
  optimizeDeps: {
    include: ['axe-core', 'bits-ui', 'virtua/svelte', 'zod', 'csv-stringify/browser/esm/sync'],
  },
  test: {
    include: ['test/renderer/browser/**/*.browser.ts'],
    testTimeout: 30_000,
    expect: { poll: { timeout: 5000 } },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        actionTimeout: 5000,
        launchOptions: { executablePath, args: isRoot ? ['--no-sandbox'] : [] },
      }),
      instances: [{ browser: 'chromium', viewport: { width: 1280, height: 800 } }],
    },
  },
})
