import { DEVICE_DEFAULT_ADDRESS, formatAddress } from '#shared/i2c/address.ts'
import type { TransferReport } from '#shared/i2c/bus.ts'
import type { BusOperation } from '#shared/i2c/recorder.ts'

/** A transfer that the kernel did not carry out. */
export interface FailedTransfer {
  readonly errno: string
  readonly operation: BusOperation
  readonly address: number
  /** Such as `i2c-5`. */
  readonly bus: string
  /** Of the kernel; null where it is not known. */
  readonly driver: string | null
  /** Whether the kernel still has the bus. */
  readonly isThere: boolean
}

type Fault = Pick<TransferReport, 'outcome' | 'nackIndex' | 'message'>

/**
 * What an errno says of a transfer (Documentation/i2c/fault-codes.rst). Drivers differ: the address and a data byte
 * refused are the same errno to most, so only a read, in which a target has nothing to refuse but its address, tells
 * which byte it was.
 */
export function faultOf(failed: FailedTransfer): Fault {
  const { errno, operation, address, bus, driver, isThere } = failed
  const what = `the kernel's driver ${driver ?? `of ${bus}`} answered ${errno}`
  if (!isThere) return fault('closed', `${bus} is gone: the adapter was unplugged, or its driver taken off`)
  switch (errno) {
    // i2c-stub says ENODEV for an address it does not have.
    case 'ENXIO':
    case 'EREMOTEIO':
    case 'ENODEV':
      return refused(operation === 'read')
    case 'EIO':
      return { ...refused(false), message: `${what}, which may be a NACK or any other fault of the transfer` }
    case 'EAGAIN':
      return fault('arbitration-lost', `${what}: arbitration was lost, or its controller was busy`)
    case 'ETIMEDOUT':
      return fault('timeout', `${what}: a line was held low too long, or the adapter did not answer`)
    case 'EBUSY':
      return fault('bus-busy', `${what}: another user has the controller${kernelArp(address)}`)
    case 'EPERM':
    case 'EACCES':
      return fault('adapter', `${what} to a transfer with ${formatAddress(address)}${kernelArp(address)}`)
    case 'ESHUTDOWN':
      return fault('closed', `${what}: the adapter is asleep or being taken off`)
    case 'EOPNOTSUPP':
    case 'EINVAL':
      return fault('adapter', `${what}: it can't do a ${operation.replace('_', '-')} of this length`)
    default:
      return fault('adapter', what)
  }
}

/** Why an address may not be used that a driver of the kernel has. */
export function boundFault(address: number, bus: string, driver: string): Fault {
  const message = `${formatAddress(address)} of ${bus} belongs to the kernel's driver ${driver}, so nothing was sent${kernelArp(address)}`
  return fault('adapter', message)
}

/** A later kernel may do ARP itself, and keep others from it. */
function kernelArp(address: number): string {
  if (address !== DEVICE_DEFAULT_ADDRESS) return ''
  return "; at 0x61 this may be the kernel's own ARP: leave the bus to it, or take its driver off"
}

function refused(isAddress: boolean): Fault {
  if (isAddress) return { outcome: 'nack-address', nackIndex: 0 }
  return { outcome: 'nack-unknown', nackIndex: 'unknown' }
}

function fault(outcome: TransferReport['outcome'], message: string): Fault {
  return { outcome, nackIndex: null, message }
}
