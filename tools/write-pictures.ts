import { mkdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { COMMAND_PICTURES, commandPicture } from './command-picture.ts'

const folder = resolve(import.meta.dirname, '../docs/pictures')
await mkdir(folder, { recursive: true })
for (const [name, command] of Object.entries(COMMAND_PICTURES)) {
  await writeFile(resolve(folder, `${name}.svg`), await commandPicture(command))
}
