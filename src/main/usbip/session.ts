import { isBusError } from '#shared/i2c/errors.ts'
import { StandardRequests, hasEndpoint } from './standard-requests.ts'
import {
  URB_STATUS,
  encodeSubmitReply,
  encodeUnlinkReply,
  type Completion,
  type Submit,
  type Unlink,
} from './urb-codec.ts'
import { STALL, type PluggedDevice, type Setup, type UsbIdentity } from './virtual-device.ts'

/** Transfers a host may have under way: a kernel has a handful, a flood has more. */
const MAX_PENDING = 256

interface Pending {
  readonly submit: Submit
  readonly data: Buffer
  readonly abort: AbortController
  isStarted: boolean
  /** The unlink that asked for its end. */
  unlink: Unlink | undefined
}

/** What a session needs of its connection. */
export interface SessionEnds {
  send(bytes: Buffer): void
  /** Ends the connection; `why` is one line for the log. */
  end(why: string): void
}

/**
 * One host using one device. Transfers of an endpoint run in their order; one that waits for data is left
 * unanswered until there are any or the host unlinks it, as the device would say NAK all the while.
 */
export class Session {
  readonly #identity: UsbIdentity
  readonly #device: PluggedDevice
  readonly #ends: SessionEnds
  readonly #standard: StandardRequests
  readonly #pending = new Map<number, Pending>()
  /** Last transfer of each endpoint. */
  readonly #tails = new Map<number, Promise<void>>()
  #isOver = false

  constructor(identity: UsbIdentity, device: PluggedDevice, ends: SessionEnds) {
    this.#identity = identity
    this.#device = device
    this.#ends = ends
    this.#standard = new StandardRequests(identity)
  }

  /** Begins a transfer; `data` is what the host sends with it. */
  submit(submit: Submit, data: Buffer): void {
    if (this.#isOver) return
    if (this.#pending.has(submit.seqnum)) {
      this.#ends.end(`transfer ${submit.seqnum} twice`)
      return
    }
    if (this.#pending.size >= MAX_PENDING) {
      this.#ends.end(`more than ${MAX_PENDING} transfers at once`)
      return
    }
    const pending: Pending = { submit, data, abort: new AbortController(), isStarted: false, unlink: undefined }
    this.#pending.set(submit.seqnum, pending)
    const pipe = pipeOf(submit)
    const turn = (this.#tails.get(pipe) ?? Promise.resolve()).then(() => this.#carryOut(pending))
    this.#tails.set(pipe, turn)
  }

  /** Takes a transfer back, unless it is over. The reply comes when that is known. */
  unlink(unlink: Unlink): void {
    const pending = this.#pending.get(unlink.target)
    if (!pending || pending.unlink) {
      this.#send(encodeUnlinkReply(unlink.seqnum, URB_STATUS.ok))
      return
    }
    pending.unlink = unlink
    if (pending.isStarted) {
      pending.abort.abort()
      return
    }
    // One that waits its turn may do so behind another that never ends.
    this.#pending.delete(unlink.target)
    this.#send(encodeUnlinkReply(unlink.seqnum, URB_STATUS.unlinked))
  }

  /** The connection is over: gives up what is under way, and takes the device's power. */
  async close(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    for (const { abort } of this.#pending.values()) abort.abort()
    await Promise.all(this.#tails.values())
    await this.#device[Symbol.asyncDispose]()
  }

  async #carryOut(pending: Pending): Promise<void> {
    const { seqnum } = pending.submit
    if (this.#isOver || this.#pending.get(seqnum) !== pending) return
    pending.isStarted = true
    const completion = await this.#transfer(pending)
    if (!completion) return
    this.#pending.delete(seqnum)
    if (completion.status === URB_STATUS.unlinked) {
      if (pending.unlink) this.#send(encodeUnlinkReply(pending.unlink.seqnum, URB_STATUS.unlinked))
      return
    }
    this.#send(encodeSubmitReply(seqnum, completion))
    // Too late: data that came just before the unlink reach the host all the same.
    if (pending.unlink) this.#send(encodeUnlinkReply(pending.unlink.seqnum, URB_STATUS.ok))
  }

  /** Undefined when the device is gone, and the session with it. */
  async #transfer(pending: Pending): Promise<Completion | undefined> {
    try {
      return await this.#result(pending)
    } catch (error) {
      if (pending.abort.signal.aborted) return failed(URB_STATUS.unlinked)
      // One transfer less must not end the server; a device that fails is one that is unplugged.
      this.#ends.end(isBusError(error, 'closed') ? error.message : `the device failed: ${String(error)}`)
      return undefined
    }
  }

  async #result({ submit, data, abort: { signal } }: Pending): Promise<Completion> {
    if (submit.endpoint === 0) return this.#control(submit, data, signal)
    if (!hasEndpoint(this.#identity, addressOf(submit))) return failed(URB_STATUS.stall)
    if (submit.direction === 'out') {
      await this.#device.out(submit.endpoint, data, signal)
      return { status: URB_STATUS.ok, actualBytes: data.length }
    }
    return received(await this.#device.in(submit.endpoint, submit.lengthBytes, signal), submit.lengthBytes)
  }

  async #control(submit: Submit, data: Buffer, signal: AbortSignal): Promise<Completion> {
    const setup = decodeSetup(submit.setup)
    const answer = this.#standard.answer(setup) ?? (await this.#device.control(setup, data, signal))
    if (answer === STALL) return failed(URB_STATUS.stall)
    if (submit.direction === 'out') return { status: URB_STATUS.ok, actualBytes: data.length }
    const bytes = answer.subarray(0, Math.min(setup.lengthBytes, submit.lengthBytes))
    return { status: URB_STATUS.ok, actualBytes: bytes.length, data: bytes }
  }

  #send(bytes: Buffer): void {
    if (!this.#isOver) this.#ends.send(bytes)
  }
}

function decodeSetup(bytes: Buffer): Setup {
  return {
    requestType: bytes.readUInt8(0),
    request: bytes.readUInt8(1),
    value: bytes.readUInt16LE(2),
    index: bytes.readUInt16LE(4),
    lengthBytes: bytes.readUInt16LE(6),
  }
}

function received(bytes: Uint8Array, wantedBytes: number): Completion {
  const status = bytes.length > wantedBytes ? URB_STATUS.overflow : URB_STATUS.ok
  const data = bytes.subarray(0, wantedBytes)
  return { status, actualBytes: data.length, data }
}

function failed(status: number): Completion {
  return { status, actualBytes: 0 }
}

function addressOf({ endpoint, direction }: Submit): number {
  return direction === 'in' ? endpoint | 0x80 : endpoint
}

/** Control transfers of both directions share endpoint 0. */
function pipeOf(submit: Submit): number {
  return submit.endpoint === 0 ? 0 : addressOf(submit)
}
