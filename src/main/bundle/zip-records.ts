import { decodeEntryName } from './entry-name.ts'

/** One record of a zip's central directory. */
export interface CentralRecord {
  readonly name: string
  readonly isDeflated: boolean
  readonly crc32: number
  readonly packedBytes: number
  readonly lengthBytes: number
  readonly headerOffset: number
  /** Where the next record begins. */
  readonly nextOffset: number
}

const CENTRAL_SIGNATURE = 0x02014b50
const CENTRAL_BYTES = 46
const LOCAL_SIGNATURE = 0x04034b50
const LOCAL_BYTES = 30

/** Encrypted, patched data, strongly encrypted, masked headers. */
const REFUSED_FLAGS = 0x2061
/** Sizes and digest stand behind the data; the directory has them too. */
const SIZES_BEHIND = 0x0008
const STORED = 0
const DEFLATED = 8
const ZIP64_EXTRA = 0x0001
const ZIP64_MARK = 0xffffffff

/**
 * The record at `offset` of a directory that ends at `end`.
 * @throws SyntaxError of one line
 */
export function readCentralRecord(view: DataView, offset: number, end: number): CentralRecord {
  if (offset + CENTRAL_BYTES > end || view.getUint32(offset, true) !== CENTRAL_SIGNATURE) {
    throw new SyntaxError('the bundle has a broken directory')
  }
  const nameBytes = view.getUint16(offset + 28, true)
  const extraBytes = view.getUint16(offset + 30, true)
  const extraOffset = offset + CENTRAL_BYTES + nameBytes
  const nextOffset = extraOffset + extraBytes + view.getUint16(offset + 32, true)
  if (nextOffset > end) throw new SyntaxError('the bundle has a broken directory')
  const name = decodeEntryName(bytesAt(view, offset + CENTRAL_BYTES, nameBytes))
  const record = {
    name,
    isDeflated: isDeflated(view, offset + 8, name),
    crc32: view.getUint32(offset + 16, true),
    packedBytes: view.getUint32(offset + 20, true),
    lengthBytes: view.getUint32(offset + 24, true),
    headerOffset: view.getUint32(offset + 42, true),
    nextOffset,
  }
  const sizes = [record.packedBytes, record.lengthBytes, record.headerOffset]
  checkNoZip64(name, sizes.includes(ZIP64_MARK) || hasZip64Extra(view, extraOffset, extraBytes))
  if (!record.isDeflated && record.packedBytes !== record.lengthBytes) {
    throw new SyntaxError(`the bundle stores "${name}" as it is, and gives it two lengths`)
  }
  return record
}

/**
 * Where the data of an entry begin, behind a header that says the same as `record`. They end before `limit`.
 * @throws SyntaxError of one line
 */
export function readLocalHeader(view: DataView, record: CentralRecord, limit: number): number {
  const { name, headerOffset: at, isDeflated: deflated, crc32, packedBytes, lengthBytes } = record
  if (at + LOCAL_BYTES > limit || view.getUint32(at, true) !== LOCAL_SIGNATURE) {
    throw new SyntaxError(`the bundle has no "${name}" where its directory says`)
  }
  const nameBytes = view.getUint16(at + 26, true)
  const extraBytes = view.getUint16(at + 28, true)
  const from = at + LOCAL_BYTES + nameBytes + extraBytes
  if (from + packedBytes > limit) throw new SyntaxError(`the bundle has no room for "${name}"`)
  const differs =
    decodeEntryName(bytesAt(view, at + LOCAL_BYTES, nameBytes)) !== name || isDeflated(view, at + 6, name) !== deflated
  const said = [view.getUint32(at + 14, true), view.getUint32(at + 18, true), view.getUint32(at + 22, true)]
  checkNoZip64(name, said.slice(1).includes(ZIP64_MARK) || hasZip64Extra(view, from - extraBytes, extraBytes))
  const isBehind = (view.getUint16(at + 6, true) & SIZES_BEHIND) !== 0
  const known = [crc32, packedBytes, lengthBytes]
  if (differs || said.some((value, i) => value !== known[i] && !(isBehind && value === 0))) {
    throw new SyntaxError(`the bundle says one thing of "${name}" in its directory and another before it`)
  }
  return from
}

/** From the flags and the method behind them. */
function isDeflated(view: DataView, flagsOffset: number, name: string): boolean {
  if ((view.getUint16(flagsOffset, true) & REFUSED_FLAGS) !== 0) {
    throw new SyntaxError(`the bundle holds "${name}" encrypted or as a patch`)
  }
  const method = view.getUint16(flagsOffset + 2, true)
  if (method === STORED || method === DEFLATED) return method === DEFLATED
  throw new SyntaxError(`the bundle holds "${name}" packed by method ${method}; known are 0 (stored) and 8 (deflated)`)
}

function checkNoZip64(name: string, isZip64: boolean): void {
  if (isZip64) throw new SyntaxError(`the bundle gives "${name}" zip64 sizes, which no bundle needs`)
}

function hasZip64Extra(view: DataView, offset: number, lengthBytes: number): boolean {
  const end = offset + lengthBytes
  for (let at = offset; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) === ZIP64_EXTRA) return true
  }
  return false
}

function bytesAt(view: DataView, offset: number, lengthBytes: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + offset, lengthBytes)
}
