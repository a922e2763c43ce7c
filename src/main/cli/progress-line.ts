import type { ArpEvent, Step } from '#shared/arp/events.ts'
import type { Output } from './host.ts'
import { counted } from '#shared/report/words.ts'

const WORDS: Readonly<Record<Step, string>> = {
  'self-test': 'Checking the adapter',
  look: 'Looking for ARP devices',
  walk: 'Asking one address after the other',
  prepare: 'Preparing to ARP',
  reset: 'Resetting',
  'get-udid': 'Enumerating',
  probe: 'Probing a free address',
  assign: 'Assigning an address',
  confirm: 'Confirming an address',
  watch: 'Watching',
  scan: 'Scanning',
  check: 'Checking the target',
}

/** Redrawing more often shows nothing more. */
const REDRAW_MS = 50

/** One line that says what is going on, on a terminal; elsewhere nothing. */
export class ProgressLine {
  readonly #output: Output
  #step: Step = 'look'
  #total: number | null = null
  #done = 0
  readonly #devices = new Set<number>()
  #isDrawn = false
  #drawnAtMs = -Infinity

  constructor(output: Output) {
    this.#output = output
  }

  /** Follows an operation. */
  observe(event: ArpEvent): void {
    if (!this.#output.isTerminal) return
    if (event.type === 'phase') {
      this.#step = event.step
      this.#total = event.total
      this.#done = 0
      this.#draw()
    } else if (event.type === 'device') {
      this.#devices.add(event.device)
    } else if (event.type === 'exchange') {
      this.#done++
      if (performance.now() - this.#drawnAtMs >= REDRAW_MS) this.#draw()
    } else if (event.type === 'run-finished') {
      this.clear()
    }
  }

  /** Takes the line away, so that something else can be written; the next event brings it back. */
  clear(): void {
    if (!this.#isDrawn) return
    this.#output.write('\r\u001b[K')
    this.#isDrawn = false
  }

  #draw(): void {
    const progress = this.#total === null ? '' : ` ${Math.min(this.#done, this.#total)}/${this.#total}`
    const devices = this.#devices.size > 0 ? `, ${counted(this.#devices.size, 'device')}` : ''
    const text = `${WORDS[this.#step]}…${progress}${devices}`
    this.#output.write(`\r\u001b[K${text.slice(0, (this.#output.columns ?? 80) - 1)}`)
    this.#isDrawn = true
    this.#drawnAtMs = performance.now()
  }
}
