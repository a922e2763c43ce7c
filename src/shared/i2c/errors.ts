/** Why a bus operation could not go on. Kinds follow embedded-hal and the Linux i2c fault codes. */
export type BusErrorKind =
  | 'nack-address' // ENXIO
  | 'nack-data' // EIO, EREMOTEIO
  | 'arbitration-lost' // EAGAIN
  | 'bus-busy' // EBUSY
  | 'timeout' // ETIMEDOUT
  | 'pec-mismatch' // EBADMSG
  | 'malformed-reply' // EPROTO
  | 'unsupported' // EOPNOTSUPP
  | 'permission' // EACCES
  | 'closed' // ESHUTDOWN
  | 'adapter' // EIO

/** A failed bus operation. Branch on `kind`; `message` is one line for people and may change. */
export class BusError extends Error {
  override readonly name = 'BusError'
  readonly kind: BusErrorKind
  /** The 7-bit address concerned, where there is one. */
  readonly address: number | undefined

  constructor(kind: BusErrorKind, message: string, context: { address?: number; cause?: unknown } = {}) {
    super(message, { cause: context.cause })
    this.kind = kind
    this.address = context.address
  }
}

/** True for a `BusError`, of one of `kinds` where any are given. */
export function isBusError(error: unknown, ...kinds: BusErrorKind[]): error is BusError {
  return error instanceof BusError && (kinds.length === 0 || kinds.includes(error.kind))
}
