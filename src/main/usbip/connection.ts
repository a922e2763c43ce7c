import type { Socket } from 'node:net'
import type { ExportedDevice } from './exported-device.ts'
import {
  IMPORT_BODY_BYTES,
  OP_HEADER_BYTES,
  OP_STATUS,
  decodeBusid,
  decodeOpHeader,
  encodeImport,
  encodeImportFailure,
  encodeList,
} from './op-codec.ts'
import { ReceivedBytes } from './received-bytes.ts'
import { Session } from './session.ts'
import { URB_HEADER_BYTES, decodeUrbRequest, type Submit } from './urb-codec.ts'

/** Longest OUT transfer taken: chips behind this have packets of 64 bytes. */
const MAX_OUT_BYTES = 65_536
/** A host that has not said what it wants by then is none. */
const REQUEST_TIMEOUT_MS = 10_000
const KEEP_ALIVE_MS = 10_000

/** What a connection needs of the server. */
export interface ConnectionHost {
  devices(): readonly ExportedDevice[]
  log(line: string): void
}

type Phase = 'request' | 'busid' | 'urb' | 'over' | { readonly dataOf: Submit }

/** One TCP connection: a request, and after a successful import the transfers of one device. */
export class Connection {
  readonly #socket: Socket
  readonly #host: ConnectionHost
  readonly #received = new ReceivedBytes()
  readonly #peer: string
  #phase: Phase = 'request'
  #session: Session | undefined
  #device: ExportedDevice | undefined

  constructor(socket: Socket, host: ConnectionHost) {
    this.#socket = socket
    this.#host = host
    this.#peer = `${socket.remoteAddress ?? 'local'}:${socket.remotePort ?? 0}`
    // Headers and replies are small: held back to be merged, an exchange would take 40 ms.
    socket.setNoDelay(true)
    socket.setTimeout(REQUEST_TIMEOUT_MS, () => this.end('no request came'))
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('drain', () => socket.resume())
    socket.on('error', (error) => this.end(error.message))
    socket.on('close', () => void this.#close())
  }

  /** Drops the connection, as unplugging does; `why` goes to the log. */
  end(why: string): void {
    if (this.#socket.destroyed) return
    this.#host.log(`${this.#peer}: ${why}, connection closed`)
    this.#socket.destroy()
  }

  async #close(): Promise<void> {
    const device = this.#device
    this.#device = undefined
    await this.#session?.close()
    if (!device) return
    device.release = undefined
    this.#host.log(`${this.#peer}: detached from ${device.busid}`)
  }

  #take(chunk: Buffer): void {
    if (this.#phase === 'over') return
    this.#received.push(chunk)
    while (!this.#socket.destroyed && this.#step());
  }

  /** Handles the next piece where it is there as a whole. */
  #step(): boolean {
    const phase = this.#phase
    if (phase === 'request') return this.#with(OP_HEADER_BYTES, (header) => this.#request(header))
    if (phase === 'busid') return this.#with(IMPORT_BODY_BYTES, (body) => this.#import(decodeBusid(body)))
    if (phase === 'urb') return this.#with(URB_HEADER_BYTES, (header) => this.#transfer(header))
    if (phase === 'over') return false
    return this.#with(phase.dataOf.lengthBytes, (data) => {
      this.#phase = 'urb'
      this.#session?.submit(phase.dataOf, data)
    })
  }

  #with(length: number, handle: (bytes: Buffer) => void): boolean {
    const bytes = this.#received.take(length)
    if (bytes) handle(bytes)
    return bytes !== undefined
  }

  #request(header: Buffer): void {
    const request = decodeOpHeader(header)
    if (request.kind === 'malformed') {
      this.end(request.why)
      return
    }
    if (request.kind === 'import') {
      this.#phase = 'busid'
      return
    }
    const free = this.#host.devices().filter((device) => device.isPluggedIn && !device.release)
    this.#finish(encodeList(free.map(({ description }) => description)))
  }

  #import(busid: string): void {
    const device = this.#host.devices().find((one) => one.busid === busid && one.isPluggedIn)
    if (!device || device.release) {
      this.#host.log(
        `${this.#peer}: import of "${printable(busid)}" refused, ${device ? 'it is in use' : 'no such device'}`,
      )
      this.#finish(encodeImportFailure(device ? OP_STATUS.busy : OP_STATUS.noDevice))
      return
    }
    this.#device = device
    device.release = (why) => this.end(why)
    this.#socket.setTimeout(0)
    this.#socket.setKeepAlive(true, KEEP_ALIVE_MS)
    this.#session = new Session(device.device.identity, device.device.plug(), {
      send: (bytes) => this.#send(bytes),
      end: (why) => this.end(why),
    })
    this.#phase = 'urb'
    this.#host.log(`${this.#peer}: attached to ${busid}`)
    this.#send(encodeImport(device.description))
  }

  #transfer(header: Buffer): void {
    const request = decodeUrbRequest(header)
    if (request.kind === 'malformed') {
      this.end(request.why)
      return
    }
    if (request.devid !== this.#device?.devid) {
      this.end(`device ${request.devid} is not the one imported`)
      return
    }
    if (request.kind === 'unlink') this.#session?.unlink(request)
    else if (request.direction === 'in') this.#session?.submit(request, Buffer.alloc(0))
    else if (request.lengthBytes > MAX_OUT_BYTES) this.end(`a transfer of ${request.lengthBytes} bytes`)
    else this.#phase = { dataOf: request }
  }

  #finish(reply: Buffer): void {
    this.#phase = 'over'
    this.#socket.end(reply)
  }

  /** A host that does not read its replies is not listened to either, so that they can't pile up. */
  #send(bytes: Buffer): void {
    if (!this.#socket.destroyed && !this.#socket.write(bytes)) this.#socket.pause()
  }
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}
