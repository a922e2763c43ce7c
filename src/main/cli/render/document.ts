/** The version of the small documents that commands give besides a Run. */
const SCHEMA_VERSION = '1.0'

/** A JSON document as all of ours are: its version first, two-space indent, a final newline. */
export function renderDocument(body: object): string {
  return `${JSON.stringify({ schema_version: SCHEMA_VERSION, ...body }, null, 2)}\n`
}
