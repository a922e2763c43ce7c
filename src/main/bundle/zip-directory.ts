import { foldEntryName } from './entry-name.ts'
import { readCentralRecord, readLocalHeader, type CentralRecord } from './zip-records.ts'

/** An entry of a zip as its directory lists it, checked against the header before its data. */
export interface ZipEntry {
  readonly name: string
  readonly isDeflated: boolean
  readonly crc32: number
  /** Unpacked, as declared. */
  readonly lengthBytes: number
  /** As stored: a view into the file. */
  readonly packed: Uint8Array
}

const END_SIGNATURE = 0x06054b50
const END_BYTES = 22
const LONGEST_COMMENT = 0xffff
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50
const ZIP64_LOCATOR_BYTES = 20
const MAX_ENTRIES = 64

/** Deflate does at most 1032; a Run does some 30. */
const HIGHEST_RATIO = 250

interface Directory {
  readonly entries: number
  readonly offset: number
  /** Of the end record, where the directory ends. */
  readonly end: number
}

/**
 * The entries of a zip: one file on one disk, stored or deflated, no encryption, no zip64, nothing twice, nothing that
 * overlaps, no sizes that can't be. Nothing is unpacked.
 * @throws SyntaxError of one line: what is wrong with the file
 */
export function listZipEntries(file: Uint8Array): ZipEntry[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const directory = findDirectory(view)
  const entries: ZipEntry[] = []
  const spans: { readonly from: number; readonly to: number }[] = []
  const names = new Set<string>()
  let offset = directory.offset
  for (let i = 0; i < directory.entries; i++) {
    const record = readCentralRecord(view, offset, directory.end)
    const { name } = record
    if (names.has(foldEntryName(name))) throw new SyntaxError(`the bundle holds "${name}" twice`)
    names.add(foldEntryName(name))
    checkRatio(record)
    const from = readLocalHeader(view, record, directory.offset)
    const to = from + record.packedBytes
    spans.push({ from: record.headerOffset, to })
    entries.push({ ...record, packed: file.subarray(from, to) })
    offset = record.nextOffset
  }
  if (offset !== directory.end) throw new SyntaxError('the bundle has a directory of another length than it says')
  checkOverlap(spans)
  return entries
}

function findDirectory(view: DataView): Directory {
  const end = findEnd(view)
  const before = end - ZIP64_LOCATOR_BYTES
  const isZip64 = before >= 0 && view.getUint32(before, true) === ZIP64_LOCATOR_SIGNATURE
  const [disk, directoryDisk] = [view.getUint16(end + 4, true), view.getUint16(end + 6, true)]
  const [entriesHere, entries] = [view.getUint16(end + 8, true), view.getUint16(end + 10, true)]
  const [lengthBytes, offset] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)]
  if (isZip64 || entries === 0xffff || lengthBytes === 0xffffffff || offset === 0xffffffff) {
    throw new SyntaxError('the bundle is a zip64 file, which no bundle needs to be')
  }
  if (disk !== 0 || directoryDisk !== 0 || entriesHere !== entries) {
    throw new SyntaxError('the bundle is one part of a zip in several')
  }
  if (entries > MAX_ENTRIES) throw new SyntaxError(`the bundle holds ${entries} entries, more than ${MAX_ENTRIES}`)
  if (offset + lengthBytes !== end) throw new SyntaxError('the bundle has its directory elsewhere than it says')
  return { entries, offset, end }
}

/** The end record, whose comment reaches to the very end of the file. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END_BYTES
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) === END_SIGNATURE && view.getUint16(at + 20, true) === last - at) return at
  }
  throw new SyntaxError('the bundle is no zip file, or cut off')
}

function checkRatio({ name, lengthBytes, packedBytes }: CentralRecord): void {
  if (lengthBytes <= packedBytes * HIGHEST_RATIO) return
  throw new SyntaxError(
    `the bundle says that "${name}" unpacks from ${packedBytes} to ${lengthBytes} bytes, more than ${HIGHEST_RATIO} for one`,
  )
}

function checkOverlap(spans: { readonly from: number; readonly to: number }[]): void {
  const sorted = spans.toSorted((one, other) => one.from - other.from)
  for (const [i, { from }] of sorted.entries()) {
    if (from < (sorted[i - 1]?.to ?? 0)) throw new SyntaxError('the bundle holds entries that overlap')
  }
}
