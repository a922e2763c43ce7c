import { crc32, deflateRawSync } from 'node:zlib'

/** An entry of a zip, and what it lies about. */
export interface ZippedEntry {
  readonly name: string
  readonly content: string | Uint8Array
  /** 8 (deflated) unless it says otherwise; of any other the content is put in as it is. */
  readonly method?: number
  readonly flags?: number
  readonly crc?: number
  /** Length as declared, unpacked. */
  readonly length?: number
  readonly extra?: Uint8Array
  /** What only the header before the data says. */
  readonly local?: { readonly name?: string; readonly length?: number; readonly crc?: number }
  /** Puts this behind the packed data, within their declared length. */
  readonly trailer?: Uint8Array
  /** Where the directory says it is, instead of where it is. */
  readonly offset?: number
}

/** What the end of a zip lies about. */
export interface ZipEnd {
  readonly entries?: number
  readonly entriesHere?: number
  readonly disk?: number
  readonly comment?: Uint8Array
  readonly directoryOffset?: number
  /** Before the end record, where zip64 has its locator. */
  readonly beforeEnd?: Uint8Array
}

/** A zip file written by hand, so that it can be wrong in any one place. */
export function zipFile(entries: readonly ZippedEntry[], end: ZipEnd = {}): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const { local, central } = headers(entry, entry.offset ?? offset)
    parts.push(local)
    offset += local.length
    directory.push(central)
  }
  const listed = Buffer.concat(directory)
  const { beforeEnd = new Uint8Array(), comment = new Uint8Array() } = end
  const record = Buffer.alloc(22)
  record.writeUInt32LE(0x06054b50, 0)
  record.writeUInt16LE(end.disk ?? 0, 4)
  record.writeUInt16LE(end.entriesHere ?? end.entries ?? entries.length, 8)
  record.writeUInt16LE(end.entries ?? entries.length, 10)
  record.writeUInt32LE(listed.length, 12)
  record.writeUInt32LE(end.directoryOffset ?? offset, 16)
  record.writeUInt16LE(comment.length, 20)
  return new Uint8Array(Buffer.concat([...parts, listed, beforeEnd, record, comment]))
}

function headers(entry: ZippedEntry, offset: number): { readonly local: Buffer; readonly central: Buffer } {
  const content = Buffer.from(entry.content)
  const { method = 8, flags = 0x0800, crc = crc32(content), length = content.length } = entry
  const packed = Buffer.concat([method === 8 ? deflateRawSync(content) : content, entry.trailer ?? Buffer.alloc(0)])
  const { extra = new Uint8Array(), local = {} } = entry
  const common = (crcSaid: number, lengthSaid: number, name: string): Buffer => {
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(flags, 2)
    fields.writeUInt16LE(method, 4)
    fields.writeUInt32LE(crcSaid, 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(lengthSaid, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    fields.writeUInt16LE(extra.length, 24)
    return fields
  }
  const localName = local.name ?? entry.name
  const before = [
    Buffer.from('PK\x03\x04', 'latin1'),
    common(local.crc ?? crc, local.length ?? length, localName),
    Buffer.from(localName),
    extra,
  ]
  const where = Buffer.alloc(14)
  where.writeUInt32LE(offset, 10)
  const central = [
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    common(crc, length, entry.name),
    where,
    Buffer.from(entry.name),
    extra,
  ]
  return { local: Buffer.concat([...before, packed]), central: Buffer.concat(central) }
}
