import { crc32, createInflateRaw } from 'node:zlib'
import { LONGEST_BUNDLE_BYTES, LONGEST_ENTRY_BYTES, type BundleEntryName } from './bundle-format.ts'
import { listZipEntries, type ZipEntry } from './zip-directory.ts'

/**
 * The text of one entry of a bundle; the others are looked at, not unpacked. Memory stays within the bundle and the
 * longest that entry may be, whatever the bundle says of itself.
 * @throws SyntaxError of one line: what is wrong with the bundle
 */
export async function readBundleEntry(bundle: Uint8Array, name: BundleEntryName): Promise<string> {
  if (bundle.length > LONGEST_BUNDLE_BYTES) {
    throw new SyntaxError(`the bundle has ${bundle.length} bytes, more than ${LONGEST_BUNDLE_BYTES}`)
  }
  const entry = listZipEntries(bundle).find((listed) => listed.name === name)
  if (!entry) throw new SyntaxError(`the bundle holds no "${name}"`)
  const longest = LONGEST_ENTRY_BYTES[name]
  if (entry.lengthBytes > longest) {
    throw new SyntaxError(`the bundle holds "${name}" of ${entry.lengthBytes} bytes, more than ${longest}`)
  }
  const bytes = entry.isDeflated ? await inflate(entry) : entry.packed
  if (crc32(bytes) !== entry.crc32) throw new SyntaxError(`the bundle holds "${name}" damaged: its CRC is wrong`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new SyntaxError(`the bundle holds "${name}", which is no UTF-8`)
  }
}

/** Chunk by chunk, and no further than the length declared: no entry can be longer than it says. */
async function inflate({ name, packed, lengthBytes }: ZipEntry): Promise<Uint8Array> {
  const bytes = new Uint8Array(lengthBytes)
  const inflater = createInflateRaw()
  let length = 0
  try {
    inflater.end(packed)
    for await (const chunk of inflater as AsyncIterable<Uint8Array>) {
      if (length + chunk.length > lengthBytes) throw new SyntaxError(`the bundle holds "${name}" longer than it says`)
      bytes.set(chunk, length)
      length += chunk.length
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw error
    throw new SyntaxError(`the bundle holds "${name}" damaged: it can't be unpacked`, { cause: error })
  } finally {
    inflater.destroy()
  }
  if (length < lengthBytes) throw new SyntaxError(`the bundle holds "${name}" shorter than it says`)
  if (inflater.bytesWritten !== packed.length) throw new SyntaxError(`the bundle holds something behind "${name}"`)
  return bytes
}
