import { mkdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { PICTURES } from './pictures.ts'
import { runVitest } from './run-vitest.ts'

const folder = resolve(import.meta.dirname, '../docs/pictures')
await mkdir(folder, { recursive: true })
for (const [name, draw] of Object.entries(PICTURES)) await writeFile(resolve(folder, `${name}.svg`), await draw())

// Those of the window are taken by the tests that hold it against them.
process.env['UPDATE_PICTURES'] = '1'
process.exitCode = runVitest('--config', 'vitest.browser.config.ts', '--project', 'pictures')
