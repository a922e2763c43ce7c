import { DEVICE_DEFAULT_ADDRESS } from '#shared/i2c/address.ts'
import { SimBus } from '#shared/sim/bus.ts'
import { buildCard } from '#shared/sim/card.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import type { WireTraceEvent } from '#shared/sim/wire-trace.ts'
import { svgDocument } from './svg-document.ts'

type TracedByte = Extract<WireTraceEvent, { kind: 'byte' }>

const MARGIN = 20
const LABEL_WIDTH = 150
const BIT_WIDTH = 34
const ROW_HEIGHT = 56
const SWING = 24
const BYTE_GAP = 14
const BITS = 8
/** After the address byte, the command, the address byte again and the byte count. */
const FIRST_UDID_BYTE = 4
const BYTES_SHOWN = 2
const GET_UDID = Uint8Array.of(0x03)
const REPLY_BYTES = 19

const STYLE = `
  .line { fill: none; stroke: #4A43C4; stroke-width: 2 } .gone { fill: none; stroke: #9a9aaa; stroke-width: 1.5; stroke-dasharray: 2 4 }
  .wire { fill: none; stroke: #22222c; stroke-width: 2.5 } .lost { fill: #fbfbfd; stroke: #b3261e; stroke-width: 2 }
  .small { font-size: 12px } .bit { font-size: 12px; text-anchor: middle } .no { fill: #b3261e }
  @media (prefers-color-scheme: dark) {
    .line { stroke: #A39DFF } .gone { stroke: #6a6a78 } .wire { stroke: #e6e6ee } .lost { fill: #16161c; stroke: #ff8a80 } .no { fill: #ff8a80 }
  }`

/** Several devices answer one Get UDID at once: what each drives on SDA, where it lets go, and what the wire carries. */
export async function arbitrationPicture(
  scenario: Parameters<typeof loadBuiltIn>[0],
  without: string,
): Promise<string> {
  const bytes = await tracedReply(scenario, without)
  const names = bytes[0]?.drivers.map(({ name }) => name) ?? []
  const rows = names.map((name, row) => deviceRow(bytes, name, MARGIN + (row + 0.8) * ROW_HEIGHT))
  const wireY = MARGIN + (names.length + 0.8) * ROW_HEIGHT
  return svgDocument({
    title: 'Arbitration: three devices answer Get UDID at once, and the lowest UDID wins',
    width: bitX(BYTES_SHOWN * BITS) + MARGIN,
    height: wireY + SWING + 2 * MARGIN,
    style: STYLE,
    body: [...header(bytes), ...rows.flat(), ...wireRow(bytes, wireY)],
  })
}

async function tracedReply(scenario: Parameters<typeof loadBuiltIn>[0], without: string): Promise<TracedByte[]> {
  const clock = new SimClock(0)
  const whole = await loadBuiltIn(scenario)
  const devices = whole.devices.filter((device) => device.kind !== 'arp' || device.udid !== without)
  const { wire } = buildCard({ ...whole, devices }, clock)
  const events: WireTraceEvent[] = []
  wire.trace = (event) => events.push(event)
  await using bus = new SimBus({ wire, clock, clockHz: wire.clockHz, acksEverything: false })
  await bus.writeRead(DEVICE_DEFAULT_ADDRESS, GET_UDID, REPLY_BYTES)
  return events.filter((event) => event.kind === 'byte').slice(FIRST_UDID_BYTE, FIRST_UDID_BYTE + BYTES_SHOWN)
}

/** The bits over the wire's row that everybody sees, and which byte they belong to. */
function header(bytes: readonly TracedByte[]): string[] {
  return bytes.map((_, index) => {
    const x = (bitX(index * BITS) + bitX(index * BITS + BITS)) / 2
    return `<text class="small d" x="${x}" y="${MARGIN + 8}" text-anchor="middle">UDID byte ${15 - index}</text>`
  })
}

/** What one device drives, until it sends a 1, sees a 0 and lets go; from there on it only listens. */
function deviceRow(bytes: readonly TracedByte[], name: string, y: number): string[] {
  const sent = bytes.flatMap(({ drivers }) => {
    const driver = drivers.find((one) => one.name === name)
    return driver ? bitsOf(driver.byte).slice(0, (driver.letGoAt ?? BITS - 1) + 1) : []
  })
  const udid = name.replace(/^arp /, '')
  const hasLost = sent.length < BYTES_SHOWN * BITS
  const label = `<text x="${MARGIN}" y="${y + SWING - 6}">${udid.slice(0, 4)} ${udid.slice(4, 8)} …</text>`
  const line = `<path class="line" d="${waveform(sent, y)}"/>`
  if (!hasLost) return [label, line]
  const lostAt = bitX(sent.length - 1) + BIT_WIDTH / 2
  const isNearTheEdge = sent.length > (BYTES_SHOWN * BITS) / 2
  const [wordsX, anchor] = isNearTheEdge ? [lostAt + BIT_WIDTH, 'end'] : [lostAt - BIT_WIDTH / 2, 'start']
  return [
    label,
    line,
    `<path class="gone" d="M${bitX(sent.length)} ${y}H${bitX(BYTES_SHOWN * BITS)}"/>`,
    `<circle class="lost" cx="${lostAt}" cy="${y}" r="5"/>`,
    `<text class="small no" x="${wordsX}" y="${y + SWING + 15}" text-anchor="${anchor}">sent 1, saw 0: lets go</text>`,
  ]
}

function wireRow(bytes: readonly TracedByte[], y: number): string[] {
  const bits = bytes.flatMap(({ byte }) => bitsOf(byte))
  const values = bits.map(
    (bit, at) => `<text class="bit d" x="${bitX(at) + BIT_WIDTH / 2}" y="${y + SWING + 17}">${bit}</text>`,
  )
  const label = `<text x="${MARGIN}" y="${y + SWING - 6}">SDA on the wire</text>`
  return [label, `<path class="wire" d="${waveform(bits, y)}"/>`, ...values]
}

function waveform(bits: readonly number[], y: number): string {
  const levels = bits.map((bit, at) => {
    const level = y + (1 - bit) * SWING
    return `${at === 0 ? `M${bitX(at)} ${level}` : `H${bitX(at)}V${level}`}H${bitX(at) + BIT_WIDTH}`
  })
  return levels.join('')
}

function bitsOf(byte: number): number[] {
  return Array.from({ length: BITS }, (_, at) => (byte >> (BITS - 1 - at)) & 1)
}

/** Bytes stand apart: between them is the acknowledge, which is the controller's. */
function bitX(bit: number): number {
  return MARGIN + LABEL_WIDTH + bit * BIT_WIDTH + Math.floor(Math.min(bit, BYTES_SHOWN * BITS - 1) / BITS) * BYTE_GAP
}
