import { mkdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { runSchemaText } from './run-schema.ts'

const folder = resolve(import.meta.dirname, '../docs/schemas')
await mkdir(folder, { recursive: true })
await writeFile(resolve(folder, 'run-1.schema.json'), runSchemaText())
