import { createReadStream } from 'node:fs'
import { isBundlePath, LONGEST_BUNDLE_BYTES, type BundleEntryName } from './bundle-format.ts'
import { readBundleEntry } from './read-bundle.ts'

/** How every zip begins, an empty one excepted; no JSON does. */
const ZIP_MAGIC = 'PK'

const LONGEST_TEXT_BYTES = 2 ** 28

/**
 * The text of a document in a file: the file itself, or, where that is a bundle by its name or its first bytes, the
 * entry of that name in it.
 * @throws SyntaxError of one line for a bundle that is none, and for a file too long; the error of the file system
 */
export async function readDocument(path: string, entry: BundleEntryName): Promise<string> {
  return documentText(path, await readBounded(path), entry)
}

/**
 * The same of a file whose name and bytes are at hand.
 * @throws SyntaxError of one line for a bundle that is none
 */
export async function documentText(name: string, bytes: Buffer, entry: BundleEntryName): Promise<string> {
  return isBundle(name, bytes) ? readBundleEntry(bytes, entry) : bytes.toString('utf8')
}

/** Read as it comes: a pipe has no length to look at beforehand. */
async function readBounded(path: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    length += chunk.length
    chunks.push(chunk)
    const longest = isBundle(path, chunks[0] ?? chunk) ? LONGEST_BUNDLE_BYTES : LONGEST_TEXT_BYTES
    if (length > longest) throw new SyntaxError(`the file is longer than ${longest} bytes`)
  }
  return Buffer.concat(chunks)
}

/** Whether a file is a session bundle, by its name or its first bytes. */
export function isBundle(name: string, bytes: Buffer): boolean {
  return isBundlePath(name) || bytes.toString('latin1', 0, ZIP_MAGIC.length) === ZIP_MAGIC
}
