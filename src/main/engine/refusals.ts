import type { OperationName } from '#shared/arp/events.ts'
import type { BusErrorKind } from '#shared/i2c/errors.ts'

/** A request that can't be met as it was put: a value out of range, an unknown scenario, a malformed file. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
}

/** An operation that sends to 0x61 was asked for without consent that is valid now. Nothing was sent, nothing opened. */
export class ConsentError extends Error {
  override readonly name = 'ConsentError'
  readonly operation: OperationName

  constructor(operation: OperationName, wouldSend: string) {
    super(
      `${operation} needs consent: it sends ${wouldSend} to 0x61, where parts that are no ARP devices ` +
        '(clock buffers, redrivers, DACs) may take them for settings; nothing was sent',
    )
    this.operation = operation
  }
}

/** The adapter is not there, or can't be opened. */
export class OpenError extends Error {
  override readonly name = 'OpenError'
  readonly kind: BusErrorKind

  constructor(kind: BusErrorKind, message: string, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
  }
}
