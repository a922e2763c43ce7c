import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

const CHECKOUT = join(import.meta.dirname, '../..')
const COLLECTOR = join(import.meta.dirname, 'guest/collected-cases.ts')

/** Suites of `npm test` describe their cases to the guest's collector. */
const collectCases: Plugin = {
  name: 'collect-cases',
  enforce: 'pre',
  resolveId: (id, importer) => (id === 'vitest' && importer !== COLLECTOR ? COLLECTOR : null),
}

/**
 * The command line and the guest's own program as plain JavaScript, written to `folder`: on an emulated processor
 * Node would spend half a minute on the types of the sources. Packages stay outside, as they are in a release.
 */
export async function bundle(folder: string): Promise<void> {
  await build({
    root: CHECKOUT,
    configFile: false,
    logLevel: 'error',
    plugins: [collectCases],
    build: {
      ssr: true,
      target: 'node24',
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: {
        input: {
          cli: join(CHECKOUT, 'src/main/cli/launcher.js'),
          guest: fileURLToPath(new URL('./guest/main.ts', import.meta.url)),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', format: 'es' },
      },
    },
  })
}
