import type { LineLevel } from '#shared/i2c/bus.ts'
import type { Run, RunTransaction } from '#shared/run/run.ts'
import { LongText } from './long-text.ts'
import type { ReportFormat } from './report-format.ts'
import { VCD_CODE, VcdSignal, type VcdLevel } from './vcd-signal.ts'
import { drawnBitUs, wireFrame, type WireByte, type WireFrame } from './wire-frame.ts'

/** Value Change Dump (IEEE 1364-2005 §18): SCL, SDA and the step's name, for waveform viewers. */
export const vcdFormat: ReportFormat = {
  id: 'vcd',
  title: 'VCD waveform, reconstructed from the transactions',
  extension: 'vcd',
  mediaType: 'application/octet-stream',
  render: renderVcd,
}

const LEVELS: Readonly<Record<LineLevel, VcdLevel>> = { high: '1', low: '0', unknown: 'x' }

/** The transactions of a Run as the two lines must have moved, bit for bit; the clock and the times are the Run's. */
export function renderVcd(run: Run): Uint8Array<ArrayBuffer> {
  const halfBitNs = 500 * drawnBitUs(run.bus)
  const text = new LongText()
  text.add(header(run))
  const signal = new VcdSignal(text)
  setLines(signal, run.bus.lines_before)
  signal.setStep('idle')
  for (const transaction of run.transactions) new Drawing(signal, halfBitNs, transaction).draw()
  signal.waitUntil(run.duration_ms * 1e6)
  setLines(signal, run.bus.lines_after)
  signal.end()
  return text.bytes()
}

function header(run: Run): string {
  return [
    section('date', run.started_utc),
    section('version', `${run.tool.name} ${run.tool.version}`),
    section(
      'comment',
      `Reconstructed, not measured: worked out from the recorded transactions of run ${run.run_id}. ` +
        (run.bus.clock_hz === 0 ? 'The clock is not known: drawn as if at 100 kHz. ' : '') +
        'What lies between two transactions is not known.',
    ),
    section('timescale', '1 ns'),
    '$scope module bus $end',
    `$var wire 1 ${VCD_CODE.scl} SCL $end`,
    `$var wire 1 ${VCD_CODE.sda} SDA $end`,
    `$var string 1 ${VCD_CODE.step} step $end`,
    '$upscope $end',
    '$enddefinitions $end',
    '',
  ].join('\n')
}

/** `$` begins keywords: text from outside must not end the section it stands in. */
function section(keyword: string, text: string): string {
  return `$${keyword} ${text.replaceAll(/[^ -#%-~]/g, '_')} $end`
}

function setLines(signal: VcdSignal, levels: Run['bus']['lines_before']): void {
  signal.set('scl', LEVELS[levels.scl])
  signal.set('sda', LEVELS[levels.sda])
}

/** Draws one transaction. Between its methods SCL is low, and half a bit passes on each level. */
class Drawing {
  readonly #signal: VcdSignal
  readonly #halfBitNs: number
  readonly #transaction: RunTransaction

  constructor(signal: VcdSignal, halfBitNs: number, transaction: RunTransaction) {
    this.#signal = signal
    this.#halfBitNs = halfBitNs
    this.#transaction = transaction
  }

  draw(): void {
    const frame = wireFrame(this.#transaction)
    this.#signal.waitUntil(this.#transaction.t_us * 1000)
    this.#signal.setStep(this.#name(frame))
    if (frame.extent === 'unknown' || frame.extent === 'not-sent') this.#leaveOut()
    else this.#drawFrame(frame)
    this.#signal.setStep('idle')
  }

  #name({ extent }: WireFrame): string {
    const { step, seq, address, outcome } = this.#transaction
    return `${seq}:${step ?? 'transaction'}@${address}${extent === 'whole' ? '' : `:${outcome}`}`
  }

  /** How far it came is not known, so nothing is drawn but the time it took. */
  #leaveOut(): void {
    this.#signal.wait(Math.max(this.#transaction.duration_us * 1000, this.#halfBitNs))
  }

  #drawFrame({ extent, halves }: WireFrame): void {
    this.#start()
    halves.forEach(({ bytes }, index) => {
      if (index > 0) this.#repeatedStart()
      bytes.forEach((byte, at) => this.#byte(byte, extent === 'refused-somewhere' && at === bytes.length - 1))
    })
    this.#stop()
  }

  #start(): void {
    this.#signal.set('scl', '1')
    this.#signal.set('sda', '1')
    this.#signal.wait(this.#halfBitNs)
    this.#fallOfSda()
  }

  /** The host's upper bound is drawn where there is one. */
  #repeatedStart(): void {
    this.#whileLow('1', Math.max(this.#halfBitNs, (this.#transaction.sr_gap_us ?? 0) * 1000))
    this.#signal.wait(this.#halfBitNs)
    this.#fallOfSda()
  }

  #fallOfSda(): void {
    this.#signal.set('sda', '0')
    this.#signal.wait(this.#halfBitNs)
    this.#signal.set('scl', '0')
  }

  /** Where nobody knows which byte was refused, the last one that can have been is drawn so. */
  #byte({ byte, acknowledge }: WireByte, isRefused: boolean): void {
    for (let mask = 0x80; mask > 0; mask >>= 1) this.#bit((byte & mask) !== 0)
    this.#bit(acknowledge === 'nack' || isRefused)
  }

  #bit(isHigh: boolean): void {
    this.#whileLow(isHigh ? '1' : '0', this.#halfBitNs)
    this.#signal.wait(this.#halfBitNs)
    this.#signal.set('scl', '0')
  }

  #stop(): void {
    this.#whileLow('0', this.#halfBitNs)
    this.#signal.wait(this.#halfBitNs)
    this.#signal.set('sda', '1')
    this.#signal.wait(this.#halfBitNs)
  }

  /** SCL stays low for `lowNs`; SDA changes in the middle of its last half bit, far from either edge. */
  #whileLow(sda: VcdLevel, lowNs: number): void {
    const settleNs = this.#halfBitNs / 2
    this.#signal.wait(lowNs - settleNs)
    this.#signal.set('sda', sda)
    this.#signal.wait(settleNs)
    this.#signal.set('scl', '1')
  }
}
