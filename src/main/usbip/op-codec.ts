/**
 * The requests of USB/IP before a device is imported (kernel Documentation/usb/usbip_protocol.rst), big-endian:
 * a header of version, code and status, then what the code calls for. Pure: bytes in, bytes out.
 */

export const OP_HEADER_BYTES = 8
const BUSID_BYTES = 32
const PATH_BYTES = 256
const DEVICE_BYTES = PATH_BYTES + BUSID_BYTES + 24

/** Version 1.1.1 in binary-coded decimal, what every kernel since 2.6.28 speaks. */
const VERSION = 0x0111

const CODE = { requestList: 0x8005, replyList: 0x0005, requestImport: 0x8003, replyImport: 0x0003 } as const

/** Bytes of a busid that follow an import request's header. */
export const IMPORT_BODY_BYTES = BUSID_BYTES

/** Status of a reply, as the usbip tool words them. */
export const OP_STATUS = { ok: 0, notAvailable: 1, busy: 2, noDevice: 4 } as const

/** A connection's one request, as far as its header tells. */
export type OpRequest =
  { readonly kind: 'list' } | { readonly kind: 'import' } | { readonly kind: 'malformed'; readonly why: string }

/** A device as lists and imports describe it. */
export interface OpDevice {
  readonly path: string
  readonly busid: string
  readonly busNumber: number
  readonly deviceNumber: number
  /** 1 low, 2 full, 3 high. */
  readonly speed: number
  readonly vendorId: number
  readonly productId: number
  readonly bcdDevice: number
  readonly deviceClass: readonly [number, number, number]
  readonly configurationValue: number
  readonly configurations: number
  /** Class, subclass and protocol of each interface. */
  readonly interfaces: readonly (readonly [number, number, number])[]
}

/** What a header of {@link OP_HEADER_BYTES} asks for. */
export function decodeOpHeader(header: Buffer): OpRequest {
  const version = header.readUInt16BE(0)
  const code = header.readUInt16BE(2)
  if (version !== VERSION) return { kind: 'malformed', why: `USB/IP version ${hex(version)}, expected ${hex(VERSION)}` }
  if (code === CODE.requestList) return { kind: 'list' }
  if (code === CODE.requestImport) return { kind: 'import' }
  return { kind: 'malformed', why: `unknown request ${hex(code)}` }
}

/** The busid in the body of an import request, up to its first NUL. */
export function decodeBusid(body: Buffer): string {
  const end = body.indexOf(0)
  return body.toString('latin1', 0, end < 0 ? BUSID_BYTES : end)
}

/** A reply to a list request. */
export function encodeList(devices: readonly OpDevice[]): Buffer {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(devices.length)
  const blocks = devices.map((device) => Buffer.concat([encodeDevice(device), encodeInterfaces(device)]))
  return Buffer.concat([encodeHeader(CODE.replyList, OP_STATUS.ok), count, ...blocks])
}

/** A reply to an import request that succeeds. */
export function encodeImport(device: OpDevice): Buffer {
  return Buffer.concat([encodeHeader(CODE.replyImport, OP_STATUS.ok), encodeDevice(device)])
}

/** A reply to an import request that fails: nothing but the header. */
export function encodeImportFailure(status: number): Buffer {
  return encodeHeader(CODE.replyImport, status)
}

function encodeHeader(code: number, status: number): Buffer {
  const bytes = Buffer.alloc(OP_HEADER_BYTES)
  bytes.writeUInt16BE(VERSION, 0)
  bytes.writeUInt16BE(code, 2)
  bytes.writeUInt32BE(status, 4)
  return bytes
}

function encodeDevice(device: OpDevice): Buffer {
  const bytes = Buffer.alloc(DEVICE_BYTES)
  // Both texts end in a NUL, whatever their length.
  bytes.write(device.path, 0, PATH_BYTES - 1, 'latin1')
  bytes.write(device.busid, PATH_BYTES, BUSID_BYTES - 1, 'latin1')
  let at = PATH_BYTES + BUSID_BYTES
  for (const word of [device.busNumber, device.deviceNumber, device.speed]) at = bytes.writeUInt32BE(word, at)
  for (const half of [device.vendorId, device.productId, device.bcdDevice]) at = bytes.writeUInt16BE(half, at)
  const { configurationValue, configurations, interfaces } = device
  for (const byte of [...device.deviceClass, configurationValue, configurations, interfaces.length])
    at = bytes.writeUInt8(byte, at)
  return bytes
}

function encodeInterfaces({ interfaces }: OpDevice): Buffer {
  return Buffer.from(interfaces.flatMap((triple) => [...triple, 0]))
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`
}
