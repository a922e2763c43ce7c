import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { buildCard } from '#shared/sim/card.ts'
import { Ch341Chip } from '#shared/sim/chips/ch341.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { Connection } from '../../../src/main/usbip/connection.ts'
import { ch341Device } from '../../../src/main/usbip/ch341-device.ts'
import { ExportedDevice } from '../../../src/main/usbip/exported-device.ts'
import { mcp2221Device } from '../../../src/main/usbip/mcp2221-device.ts'
import { simulatedPacing } from '../../main/usbip/exported-card.ts'
import { OP, urbHeader } from '../../main/usbip/usbip-client.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { byteMutation } from '../mutators/bytes.ts'
import { partMutation, type Parts } from '../mutators/records.ts'
import { hold, holdLine } from '../oracles.ts'

const OP_BYTES = 8
const IMPORT_BYTES = 40
const URB_BYTES = 48
/** Of a device block. */
const MOST_REPLY_TIMES = 40
const MOST_TURNS = 2000
/** Shortest piece that the network delivers, in bytes. */
const LEAST_PIECE = 16

const [IN, OUT] = [1, 0]
const DEVID = { mcp2221: (1 << 16) | 1, ch341: (1 << 16) | 2 } as const
const GET_DESCRIPTOR = Buffer.from('8006000100004000', 'hex')

function submit(seqnum: number, devid: number, direction: number, endpoint: number, payload: Buffer | number): Buffer {
  const length = typeof payload === 'number' ? payload : payload.length
  const header = urbHeader(1, seqnum, devid, direction, endpoint, 0, length, 0, 0xffff_ffff, 0)
  return typeof payload === 'number' ? header : Buffer.concat([header, payload])
}

function control(seqnum: number, devid: number, setup: Buffer): Buffer {
  const header = submit(seqnum, devid, IN, 0, 64)
  setup.copy(header, 40)
  return header
}

const SESSIONS = [
  Buffer.concat([Buffer.of(0), OP.list]),
  Buffer.concat([
    Buffer.of(0),
    OP.import('1-1'),
    control(1, DEVID.mcp2221, GET_DESCRIPTOR),
    submit(2, DEVID.mcp2221, OUT, 3, Buffer.from([0x10])),
    submit(3, DEVID.mcp2221, IN, 3, 64),
    submit(4, DEVID.mcp2221, IN, 3, 64),
    urbHeader(2, 5, DEVID.mcp2221, 0, 0, 4),
    submit(6, DEVID.mcp2221, OUT, 2, Buffer.from('hello')),
  ]),
  Buffer.concat([
    Buffer.of(3),
    OP.import('1-2'),
    control(1, DEVID.ch341, Buffer.from('c05f000000000200', 'hex')),
    submit(2, DEVID.ch341, IN, 2, 32),
    submit(3, DEVID.ch341, OUT, 2, Buffer.from('aa7480c27500', 'hex')),
    submit(4, DEVID.ch341, OUT, 2, Buffer.from([0xa0])),
  ]),
]

/** A byte for the size of the pieces, the request before a device is had, and transfers with what they carry. */
const MESSAGES: Parts = {
  split: (input) => {
    const parts = [input.subarray(0, 1)]
    const isImport = input[4] === 3
    for (let at = 1, length = isImport ? IMPORT_BYTES : OP_BYTES; at < input.length; at += length) {
      if (at > 1) length = URB_BYTES + payloadBytes(input.subarray(at))
      parts.push(input.subarray(at, at + length))
    }
    return parts
  },
  join: (parts) => Buffer.concat(parts),
}

function payloadBytes(header: Uint8Array): number {
  const bytes = Buffer.from(header)
  if (bytes.length < URB_BYTES || bytes.readUInt32BE(0) !== 1 || bytes.readUInt32BE(12) !== OUT) return 0
  return bytes.readUInt32BE(24)
}

/** A host that is none. Input: the size of the pieces it sends in, and what it sends. */
export const usbipMessages: FuzzTarget = {
  name: 'usbip-messages',
  ciRuns: 800,
  seeds: () => SESSIONS,
  mutation: fc.oneof(
    {
      weight: 4,
      arbitrary: partMutation(MESSAGES, byteMutation(), [
        control(9, DEVID.mcp2221, GET_DESCRIPTOR),
        submit(9, DEVID.ch341, IN, 2, 0xffff_ffff),
      ]),
    },
    { weight: 1, arbitrary: byteMutation() },
  ),
  run: async (input) => {
    const devices = await exportedDevices()
    const lines: string[] = []
    const socket = new HostSocket()
    new Connection(socket as unknown as Socket, { devices: () => devices, log: (line) => lines.push(line) })
    await send(socket, input.subarray(1), pieceBytes(input[0] ?? 0))
    socket.destroy()
    await untilTrue(
      () => devices.every(({ release }) => release === undefined),
      'a host that leaves gives back its device',
    )
    for (const line of lines) holdLine(line)
    holdReplies(Buffer.concat(socket.sent), input.length)
  },
}

async function exportedDevices(): Promise<ExportedDevice[]> {
  const clock = new SimClock()
  const pacing = simulatedPacing(clock)
  const { wire } = buildCard(await loadBuiltIn('single'), clock)
  const mcp2221 = mcp2221Device({ powerUp: () => new Mcp2221Chip({ wire, clock }), pacing })
  const ch341 = ch341Device({ powerUp: () => new Ch341Chip({ wire, clock, transferUs: 0 }), pacing })
  return [mcp2221, ch341].map((device, i) => new ExportedDevice(device, i + 1))
}

/** In pieces, each of which is worked off before the next. */
async function send(socket: HostSocket, bytes: Uint8Array, size: number): Promise<void> {
  for (let at = 0; at < bytes.length && !socket.destroyed; at += size) {
    socket.push(bytes.subarray(at, at + size))
    await setImmediate()
    await setImmediate()
  }
}

function pieceBytes(byte: number): number {
  return byte === 0 ? Infinity : LEAST_PIECE * byte
}

async function untilTrue(condition: () => boolean, rule: string): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    hold(turn < MOST_TURNS, rule)
    await setImmediate()
  }
}

/** What comes back is a reply of the first kind, and then of the second, and no more than was asked for. */
function holdReplies(bytes: Buffer, asked: number): void {
  hold(bytes.length <= 1000 + MOST_REPLY_TIMES * asked, 'replies are bounded', [bytes.length, asked])
  if (bytes.length === 0) return
  hold(bytes.readUInt16BE(0) === 0x0111 && [3, 5].includes(bytes.readUInt16BE(2)), 'a reply has its header')
  if (bytes.readUInt16BE(2) !== 3 || bytes.length <= 320) return
  hold([3, 4].includes(bytes.readUInt32BE(320)), 'transfers are answered in turn', bytes.readUInt32BE(320))
}

/** The host's end of a connection that needs no network. */
class HostSocket extends Duplex {
  readonly remoteAddress = 'host'
  readonly remotePort = 1
  readonly sent: Buffer[] = []

  override _read(): void {
    // What there is to read is pushed.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.sent.push(chunk)
    done()
  }

  setNoDelay(): void {
    // Nothing is delayed.
  }

  setTimeout(): void {
    // No time passes.
  }

  setKeepAlive(): void {
    // It is alive.
  }
}
