import type { WireError } from '#shared/api/contract.ts'
import { whyNamed, type NamedConsent } from '#shared/api/named-consent.ts'
import type { OperationName } from '#shared/arp/events.ts'
import type { BusErrorKind } from '#shared/i2c/errors.ts'

/** A request that can't be met as it was put: a value out of range, an unknown scenario, a malformed file. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
}

const PARTS_AT_0X61 =
  ', where parts that are no ARP devices (clock buffers, redrivers, DACs) may take them for settings'

/** An operation that sends to 0x61 was asked for without consent that is valid now. Nothing was sent, nothing opened. */
export class ConsentError extends Error {
  override readonly name = 'ConsentError'
  readonly operation: OperationName

  /** The name that the consent has to give the bus, where it must. */
  readonly mustName: string | null

  constructor(operation: OperationName, wouldSend: string, named?: NamedConsent) {
    const reason = named ? `. ${whyNamed(named)}; consent to ARP here has to name the bus` : PARTS_AT_0X61
    super(`${operation} needs consent: it sends ${wouldSend} to 0x61${reason}; nothing was sent`)
    this.operation = operation
    this.mustName = named?.name ?? null
  }
}

/** A request that can't be met as things stand: the bus is another's or not armed, or what it is about is gone. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly kind: Extract<WireError['kind'], 'busy' | 'consent' | 'gone'>

  constructor(kind: Refusal['kind'], message: string) {
    super(message)
    this.kind = kind
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
