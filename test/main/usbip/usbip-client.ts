import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** How a transfer ended, as the host sees it. */
export interface Reply {
  readonly status: number
  readonly data: Buffer
}

/** What a host sends before a device is its own. */
export const OP = {
  list: Buffer.from('0111800500000000', 'hex'),
  import: (busid: string): Buffer => {
    const body = Buffer.alloc(32)
    body.write(busid)
    return Buffer.concat([Buffer.from('0111800300000000', 'hex'), body])
  },
}

const DEVICE_BYTES = 312

/** A header of 48 bytes from its big-endian words; the rest is zero. */
export function urbHeader(...words: number[]): Buffer {
  const header = Buffer.alloc(48)
  for (const [i, word] of words.entries()) header.writeUInt32BE(word >>> 0, 4 * i)
  return header
}

/** The host's end of USB/IP, one connection, spoken byte by byte. */
export class UsbipClient implements AsyncDisposable {
  readonly socket: Socket
  readonly closed: Promise<void>
  #received = Buffer.alloc(0)
  #arrived = Promise.withResolvers<undefined>()
  #isClosed = false
  readonly #replies = new Map<number, PromiseWithResolvers<Reply>>()
  readonly #unlinked = new Map<number, PromiseWithResolvers<number>>()
  readonly #inSeqnums = new Set<number>()
  #seqnum = 0
  #devid = 0

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#tell()
    })
    socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isClosed = true
        this.#tell()
        resolve()
      })
    })
  }

  static async connect(port: number): Promise<UsbipClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    return new UsbipClient(socket)
  }

  /** The next `length` bytes. */
  async take(length: number): Promise<Buffer> {
    while (this.#received.length < length) {
      if (this.#isClosed) throw new Error('closed')
      await this.#arrived.promise
    }
    const bytes = this.#received.subarray(0, length)
    this.#received = this.#received.subarray(length)
    return bytes
  }

  /** Asks for a device: its block, or the status of the refusal. */
  async import(busid: string): Promise<Buffer | number> {
    this.socket.write(OP.import(busid))
    const header = await this.take(8)
    const status = header.readUInt32BE(4)
    if (status !== 0) return status
    const block = await this.take(DEVICE_BYTES)
    this.#devid = (block.readUInt32BE(288) << 16) | block.readUInt32BE(292)
    void this.#receive().catch(() => undefined)
    return block
  }

  /** Starts a transfer; `settled` never does where the device never answers. */
  submit(
    endpoint: number,
    payload: Buffer | number,
    setup = Buffer.alloc(8),
  ): { readonly seqnum: number; readonly settled: Promise<Reply> } {
    const seqnum = ++this.#seqnum
    const isIn = typeof payload === 'number'
    const length = isIn ? payload : payload.length
    const header = urbHeader(1, seqnum, this.#devid, isIn ? 1 : 0, endpoint, 0, length, 0, 0xffff_ffff, 0)
    setup.copy(header, 40)
    const reply = Promise.withResolvers<Reply>()
    // Many transfers end with the connection, and nobody asks.
    reply.promise.catch(() => undefined)
    this.#replies.set(seqnum, reply)
    if (isIn) this.#inSeqnums.add(seqnum)
    this.socket.write(isIn ? header : Buffer.concat([header, payload]))
    return { seqnum, settled: reply.promise }
  }

  /** Takes a transfer back and answers the status of that. */
  unlink(target: number): Promise<number> {
    const seqnum = ++this.#seqnum
    const reply = Promise.withResolvers<number>()
    reply.promise.catch(() => undefined)
    this.#unlinked.set(seqnum, reply)
    this.socket.write(urbHeader(2, seqnum, this.#devid, 0, 0, target))
    return reply.promise
  }

  /** A control transfer with data from the device. */
  controlIn(requestType: number, request: number, value: number, index: number, length: number): Promise<Reply> {
    const setup = Buffer.alloc(8)
    setup.writeUInt8(requestType, 0)
    setup.writeUInt8(request, 1)
    setup.writeUInt16LE(value, 2)
    setup.writeUInt16LE(index, 4)
    setup.writeUInt16LE(length, 6)
    return this.submit(0, length, setup).settled
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy()
    await this.closed
  }

  async #receive(): Promise<void> {
    try {
      for (;;) {
        const header = await this.take(48)
        const [command, seqnum, status] = [header.readUInt32BE(0), header.readUInt32BE(4), header.readInt32BE(20)]
        if (command === 4) {
          this.#unlinked.get(seqnum)?.resolve(status)
          continue
        }
        const data = this.#inSeqnums.has(seqnum) ? await this.take(header.readUInt32BE(24)) : Buffer.alloc(0)
        this.#replies.get(seqnum)?.resolve({ status, data })
      }
    } catch (error) {
      for (const { reject } of [...this.#replies.values(), ...this.#unlinked.values()]) reject(error)
    }
  }

  #tell(): void {
    const { resolve } = this.#arrived
    this.#arrived = Promise.withResolvers()
    resolve(undefined)
  }
}
