import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { jsonImports } from './tools/json-imports.ts'
import { pagePolicy } from './tools/page-policy.ts'
import { scriptBudget } from './tools/script-budget.ts'

export default defineConfig({
  main: {
    build: {
      // Pure JavaScript that every command loads comes along: a file is read quicker than a hundred are looked for.
      externalizeDeps: { exclude: ['commander', 'csv-stringify', 'picocolors', 'zod'] },
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          engine: 'src/main/engine/process.ts',
          cli: 'src/main/cli/launcher.js',
          'store-worker': 'src/main/store/worker.ts',
        },
        output: { chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload can require nothing but electron, and cannot be an ES module.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    // Pictures as files of their own: the page's policy takes no `data:` address.
    build: { assetsInlineLimit: 0, minify: true, rolldownOptions: { input: 'src/renderer/index.html' } },
    plugins: [svelte({ configFile: false }), jsonImports(), pagePolicy(), scriptBudget()],
  },
})
