import type { WireTraceEvent } from '#shared/sim/wire-trace.ts'
import type { Acknowledge, ByteRole, WireToken } from './wire-bytes.ts'

/** Something on the time axis, in bit times from the START. */
export type TimeCell =
  | { readonly kind: 'mark'; readonly at: number; readonly length: number; readonly text: 'S' | 'Sr' | 'P' }
  | {
      readonly kind: 'byte'
      readonly at: number
      readonly length: number
      readonly value: number
      readonly role: ByteRole
      readonly ack: Acknowledge
    }

/** One transaction on a time axis. */
export interface Timeline {
  readonly cells: readonly TimeCell[]
  /** All of it, in bit times. */
  readonly length: number
}

/** What one part of a simulated card drove during a transaction. */
export interface Lane {
  /** As the simulator calls it. */
  readonly name: string
  /** Levels in the order of time: at bit `at` the part sent `level`. */
  readonly bits: readonly { readonly at: number; readonly level: 0 | 1 }[]
  /** Where it let go; null where it never did. */
  readonly lostAt: number | null
  readonly words: string
  readonly isWinner: boolean
}

const MARK_BITS = { S: 2, Sr: 2, P: 3 } as const
const BYTE_BITS = 9
const CONTROLLER = 'controller'

/** The tokens of a transaction on a time axis: a byte and its acknowledge are nine bits, START and STOP a little. */
export function timelineOf(tokens: readonly WireToken[]): Timeline {
  const cells: TimeCell[] = []
  let at = 0
  for (const token of tokens) {
    const length = token.kind === 'mark' ? MARK_BITS[token.text] : BYTE_BITS
    cells.push({ ...token, at, length })
    at += length
  }
  return { cells, length: at }
}

/** The level of SDA in each of the nine bits of a byte. */
export function bitsOf({ value, ack }: { readonly value: number; readonly ack: Acknowledge }): (0 | 1)[] {
  const bits = Array.from({ length: 8 }, (_, i): 0 | 1 => ((value >> (7 - i)) & 1 ? 1 : 0))
  return [...bits, ack === 'nack' ? 1 : 0]
}

/** What is at a moment of the time axis. */
export function cellAt({ cells }: Timeline, bit: number): TimeCell | undefined {
  return cells.find(({ at, length }) => bit >= at && bit < at + length)
}

/** Who drove what, and where each loser let go: one lane for each target that sent anything. */
export function lanesOf(timeline: Timeline, trace: readonly WireTraceEvent[]): Lane[] {
  const bytes = timeline.cells.filter((cell) => cell.kind === 'byte')
  const sent = trace.filter((event) => event.kind === 'byte')
  const names = new Set(sent.flatMap(({ drivers }) => drivers.map(({ name }) => name)))
  names.delete(CONTROLLER)
  // Who won comes first, then who held out longest.
  const heldOut = ({ isWinner, lostAt }: Lane): number => (isWinner ? Infinity : (lostAt ?? 0))
  const lanes = [...names]
    .map((name) => laneOf(name, sent, bytes))
    .sort((one, other) => heldOut(other) - heldOut(one) || 0)
  return lanes.length < 2
    ? lanes.map((lane) => ({ ...lane, words: lane.lostAt === null ? 'alone' : lane.words }))
    : lanes
}

type SentByte = Extract<WireTraceEvent, { kind: 'byte' }>

function laneOf(name: string, sent: readonly SentByte[], cells: readonly TimeCell[]): Lane {
  const bits: { at: number; level: 0 | 1 }[] = []
  let lostAt: number | null = null
  let lostBit = 0
  let ignored: number | null = null
  for (const [i, { byte, drivers }] of sent.entries()) {
    const driver = drivers.find((one) => one.name === name)
    const cell = cells[i]
    if (!driver || !cell) continue
    const last = driver.letGoAt ?? 7
    for (let bit = 0; bit <= last; bit++) {
      const level = (driver.byte >> (7 - bit)) & 1 ? 1 : 0
      bits.push({ at: cell.at + bit, level })
      if (level === 1 && driver.letGoAt === null && ((byte >> (7 - bit)) & 1) === 0) ignored ??= cell.at + bit
    }
    if (driver.letGoAt === null) continue
    lostAt = cell.at + driver.letGoAt
    lostBit = 7 - driver.letGoAt
    break
  }
  const isWinner = lostAt === null && ignored === null
  const words = isWinner
    ? 'won: never contradicted'
    : lostAt === null
      ? 'did not let go: sent 1, saw 0, and went on'
      : `lost at bit ${lostBit}: sent 1, saw 0`
  return { name, bits, lostAt: lostAt ?? ignored, words, isWinner }
}
