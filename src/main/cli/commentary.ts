import { formatAddress } from '#shared/i2c/address.ts'
import type { Transaction } from '#shared/i2c/recorder.ts'
import type { ArpEvent } from '#shared/arp/events.ts'
import type { OutputOptions } from './common-options.ts'
import type { CliHost } from './host.ts'
import { ProgressLine } from './progress-line.ts'
import { dialogueLine } from '#shared/report/dialogue-line.ts'

/** What is said on standard error while an operation runs: every transaction with --verbose, else the progress line. */
export class Commentary {
  readonly #host: CliHost
  readonly #progress: ProgressLine | undefined
  readonly #isVerbose: boolean
  #transaction: Transaction | undefined
  #previousUs = 0

  constructor(host: CliHost, { quiet, verbose }: OutputOptions) {
    this.#host = host
    this.#isVerbose = verbose ?? false
    this.#progress = (quiet ?? this.#isVerbose) ? undefined : new ProgressLine(host.stderr)
  }

  /** Follows an operation. */
  observe(event: ArpEvent): void {
    this.#progress?.observe(event)
    if (this.#isVerbose) this.#tell(event)
  }

  /** Writes to standard output, the progress line out of the way. */
  result(text: string): void {
    this.#progress?.clear()
    this.#host.stdout.write(text)
  }

  #tell(event: ArpEvent): void {
    switch (event.type) {
      case 'transaction':
        this.#transaction = event.transaction
        break
      case 'exchange':
        this.#tellExchange(event)
        break
      case 'address-chosen': {
        const passed = event.refused.map(({ address, why }) => `${formatAddress(address)} (${why})`)
        const over = passed.length > 0 ? `; passed over ${passed.join(', ')}` : ''
        this.#say(`     device ${event.device}: ${formatAddress(event.address)}, ${event.why}${over}`)
        break
      }
      case 'restarted':
        this.#say(`     begun again: ${event.why}`)
        break
      default:
        break
    }
  }

  #tellExchange(exchange: Extract<ArpEvent, { type: 'exchange' }>): void {
    const transaction = this.#transaction
    if (transaction?.seq !== exchange.seq) return
    this.#say(dialogueLine(transaction, exchange, transaction.tUs - this.#previousUs))
    this.#previousUs = transaction.tUs
  }

  #say(line: string): void {
    this.#host.stderr.write(`${line}\n`)
  }
}
