import { mkdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { PICTURES } from './pictures.ts'

const folder = resolve(import.meta.dirname, '../docs/pictures')
await mkdir(folder, { recursive: true })
for (const [name, draw] of Object.entries(PICTURES)) await writeFile(resolve(folder, `${name}.svg`), await draw())
