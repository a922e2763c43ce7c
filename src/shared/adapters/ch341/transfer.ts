import type { TransferReport } from '#shared/i2c/bus.ts'
import { describeStuckLines } from '#shared/i2c/self-test.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import type { PacketExchange } from './exchange.ts'
import { addAnswer, findRefusal, looksHeldLow, type Answers } from './judge.ts'
import type { LineReader } from './lines.ts'
import { encodeTransaction, type PacketShape, type Transaction } from './stream.ts'

/** What a transaction came to, but for what only its caller can count. */
export type Transferred = Omit<TransferReport, 'usbTransfers'>

/** What transactions are carried with. */
export interface TransferParts {
  readonly exchange: PacketExchange
  readonly lines: LineReader
  readonly clock: Clock
  readonly clockHz: number
}

/** A transaction as far as it got. */
interface Progress extends Answers {
  wireBits: number
  /** Soonest, by the clock, that the bits of the last packet were over: SCL is low from then on until the next. */
  freeUs: number
  srGapUs: number | null
}

/**
 * Carries one transaction in as few packets as it takes, each a bulk OUT and a bulk IN: one of each for every
 * ARP command. The chip goes on after a refused byte, harmlessly, since whoever refused it has stopped
 * listening; between two packets it is stopped. `timeoutMs` is what it may take beyond its time on the wire.
 * @throws BusError `closed` or `adapter` where the chip is gone or does not play by its rules
 */
export async function transfer(
  parts: TransferParts,
  transaction: Transaction,
  shape: PacketShape,
  timeoutMs: number,
): Promise<Transferred> {
  const packets = encodeTransaction(transaction, shape)
  // Within a packet the chip goes from the last bit to the repeated START by itself.
  const hasRestart = transaction.written !== null && transaction.length > 0
  const progress: Progress = { checked: [], data: [], wireBits: 0, freeUs: 0, srGapUs: null }
  for (const [i, packet] of packets.entries()) {
    const sentUs = parts.clock.nowUs()
    const wireUs = microseconds(packet.wireBits, parts)
    addAnswer(progress, packet, await parts.exchange.ask({ ...packet, wireUs }, timeoutMs))
    if (packet.restarts) progress.srGapUs = Math.round(Math.max(0, parts.clock.nowUs() - progress.freeUs - wireUs))
    progress.freeUs = sentUs + wireUs
    progress.wireBits += packet.wireBits
    const isRefused = progress.checked.some(({ acked }) => !acked)
    if (!isRefused || i === packets.length - 1) continue
    parts.lines.read(await parts.exchange.release())
    progress.wireBits++
    break
  }
  if (hasRestart && progress.srGapUs === null && reachedRestart(progress, transaction)) progress.srGapUs = 0
  return judge(parts, transaction, progress)
}

async function judge(parts: TransferParts, transaction: Transaction, progress: Progress): Promise<Transferred> {
  const { srGapUs, data, checked } = progress
  const timing = { srGapUs, wireTimeUs: microseconds(progress.wireBits, parts) }
  const refusal = findRefusal(checked, transaction)
  if (refusal) return { ...refusal, ...timing }
  if (looksHeldLow(progress)) {
    const levels = parts.lines.read(await parts.exchange.pins())
    const words = describeStuckLines(levels)
    if (words !== undefined) return { outcome: 'bus-busy', nackIndex: null, ...timing, message: words }
  }
  const read = transaction.length > 0 ? { data: Uint8Array.from(data) } : {}
  return { outcome: 'ok', nackIndex: null, ...timing, ...read }
}

function reachedRestart({ checked }: Progress, { written }: Transaction): boolean {
  return checked.some(({ index }) => index === (written?.length ?? 0) + 1)
}

function microseconds(bits: number, { clockHz }: TransferParts): number {
  return Math.round((bits * 1e6) / clockHz)
}
