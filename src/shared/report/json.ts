import { bodyDigest, bodyText, type Sha256 } from '#shared/run/digest.ts'
import type { Run } from '#shared/run/run.ts'

/** The text of a Run's document: two-space indent, keys in the order of the Run, `body_sha256` last, final newline. */
export function renderJson(run: Run, sha256: Sha256): string {
  const body = bodyText(run)
  // Appended to the text at hand, which ends in "\n}": a Run can be large, and is written out once.
  return `${body.slice(0, -2)},\n  "body_sha256": "${bodyDigest(body, sha256)}"\n}\n`
}
