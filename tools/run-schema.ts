import { z } from 'zod'
import { RUN_SCHEMA_URN, runDocumentSchema } from '#shared/run/run.ts'

/** The text of docs/schemas/run-1.schema.json. It admits keys it does not know, as later minor versions bring them. */
export function runSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(runDocumentSchema, { io: 'input' })
  const head = { $schema, $id: RUN_SCHEMA_URN, title: 'Arpeggio Run, version 1' }
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`
}
