/**
 * What passes on a connection after an import (kernel Documentation/usb/usbip_protocol.rst): headers of 48 bytes,
 * big-endian, and the data of OUT transfers after the header that asks, of IN transfers after the one that replies.
 */

export const URB_HEADER_BYTES = 48

const COMMAND = { submit: 1, unlink: 2, replySubmit: 3, replyUnlink: 4 } as const
const NOT_ISOCHRONOUS = 0xffff_ffff

/** Results of transfers and of unlinking, negated Linux error numbers. */
export const URB_STATUS = { ok: 0, stall: -32, overflow: -75, unlinked: -104 } as const

/** A transfer the host asks for. */
export interface Submit {
  readonly kind: 'submit'
  readonly seqnum: number
  readonly devid: number
  readonly direction: 'in' | 'out'
  readonly endpoint: number
  /** Bytes that follow when the direction is OUT, bytes wanted at most when it is IN. */
  readonly lengthBytes: number
  /** The eight bytes of a control transfer's setup packet. */
  readonly setup: Buffer
}

/** The host takes a transfer back. */
export interface Unlink {
  readonly kind: 'unlink'
  readonly seqnum: number
  readonly devid: number
  readonly target: number
}

/** A header as the host sends it. */
export type UrbRequest = Submit | Unlink | { readonly kind: 'malformed'; readonly why: string }

/** How a transfer ended. */
export interface Completion {
  readonly status: number
  /** Bytes that moved. */
  readonly actualBytes: number
  /** What an IN transfer brought. */
  readonly data?: Uint8Array
}

/** What a header of {@link URB_HEADER_BYTES} asks for. */
export function decodeUrbRequest(header: Buffer): UrbRequest {
  const [command, seqnum, devid] = [header.readUInt32BE(0), header.readUInt32BE(4), header.readUInt32BE(8)]
  if (command === COMMAND.unlink) return { kind: 'unlink', seqnum, devid, target: header.readUInt32BE(20) }
  if (command !== COMMAND.submit) return { kind: 'malformed', why: `unknown command ${command}` }
  const [direction, endpoint, packets] = [header.readUInt32BE(12), header.readUInt32BE(16), header.readUInt32BE(32)]
  if (direction > 1) return { kind: 'malformed', why: `direction ${direction}` }
  if (endpoint > 15) return { kind: 'malformed', why: `endpoint ${endpoint}` }
  // Kernels differ in what they write where there are no packets to count.
  if (packets !== 0 && packets !== NOT_ISOCHRONOUS) return { kind: 'malformed', why: `${packets} isochronous packets` }
  const lengthBytes = header.readUInt32BE(24)
  const setup = header.subarray(40, 48)
  return { kind: 'submit', seqnum, devid, direction: direction === 1 ? 'in' : 'out', endpoint, lengthBytes, setup }
}

/** The reply to a transfer, with what an IN transfer brought. */
export function encodeSubmitReply(seqnum: number, { status, actualBytes, data }: Completion): Buffer {
  const header = replyHeader(COMMAND.replySubmit, seqnum, status)
  header.writeUInt32BE(actualBytes, 24)
  // One write for both: two would wait for each other's acknowledge on a connection that delays them.
  return data ? Buffer.concat([header, data]) : header
}

/** The reply to an unlink: `URB_STATUS.unlinked`, or `ok` where the transfer was over already. */
export function encodeUnlinkReply(seqnum: number, status: number): Buffer {
  return replyHeader(COMMAND.replyUnlink, seqnum, status)
}

function replyHeader(command: number, seqnum: number, status: number): Buffer {
  const header = Buffer.alloc(URB_HEADER_BYTES)
  header.writeUInt32BE(command, 0)
  header.writeUInt32BE(seqnum, 4)
  header.writeInt32BE(status, 20)
  return header
}
