import { bodyDigest, bodyText, type Sha256 } from './digest.ts'
import { firstIssueOf } from './first-issue.ts'
import { parseJson } from './json-syntax.ts'
import { printable } from './printable.ts'
import { RUN_SCHEMA_VERSION, runDocumentSchema, type Run } from './run.ts'
import { describeIssue } from './schema-issue.ts'

const findIssue = firstIssueOf(runDocumentSchema)

/**
 * A Run from the text of its document. Keys that a later minor version added are kept, so that rendering the
 * Run gives the same document again.
 * @throws SyntaxError of one line: where the text is no JSON, that it was changed after it was written, whose
 * version it is, or the JSON path with what was found and what was expected
 */
export function parseRun(text: string, sha256: Sha256): Run {
  const document = parseJson(text)
  const { body_sha256: digest, ...body } = isRecord(document) ? document : {}
  // A document without a digest is for the schema to refuse.
  if (typeof digest === 'string') checkDigest(body, digest, sha256)
  checkMajorVersion(body['schema_version'])
  const issue = findIssue(document)
  if (issue) throw new SyntaxError(describeIssue(issue, document))
  // The schema neither converts nor fills in, so what passed it is the Run; its own copy would lack unknown keys.
  return body as Run
}

function checkDigest(body: object, stated: string, sha256: Sha256): void {
  const actual = bodyDigest(shallowText(body), sha256)
  if (stated === actual) return
  const said = printable(stated.slice(0, actual.length))
  throw new SyntaxError(
    `the document was changed after it was written: body_sha256 is "${said}", its body gives "${actual}"`,
  )
}

/** JSON is read at any depth, and written at some thousand levels only. */
function shallowText(body: object): string {
  try {
    return bodyText(body)
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxError('the document is nested too deep', { cause: error })
    throw error
  }
}

function checkMajorVersion(version: unknown): void {
  const known = majorOf(RUN_SCHEMA_VERSION)
  const major = typeof version === 'string' ? majorOf(version) : undefined
  if (major === undefined || major === known) return
  throw new SyntaxError(`the document has schema_version "${String(version)}", this program reads ${known}.x only`)
}

function majorOf(version: string): string | undefined {
  return /^(\d+)\.\d+$/.exec(version)?.[1]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
