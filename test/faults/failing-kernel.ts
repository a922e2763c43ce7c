import type { TransferOutcome } from '#shared/i2c/bus.ts'
import type { SimBus } from '#shared/sim/bus.ts'
import type { KernelBehaviour, KernelMessage } from '../main/ports/fake-kernel.ts'
import type { SmbusHost } from './smbus-host.ts'

const ADAPTER_WITH_MESSAGES = 0x00000001
const SMBUS_WITH_PEC = 0x0f1f0008

/** What most drivers answer: no byte is told from another (Documentation/i2c/fault-codes.rst). */
const ERRNO: Partial<Record<TransferOutcome, string>> = {
  'nack-address': 'ENXIO',
  'nack-data': 'ENXIO',
  'arbitration-lost': 'EAGAIN',
  'bus-busy': 'EBUSY',
  timeout: 'ETIMEDOUT',
}

/** A kernel whose driver can be made to fail from any ioctl on. */
export class FailingKernel {
  #errno: string | undefined
  #isForGood = false

  /** It answers `errno` and sends nothing, once or for good. */
  fail(errno: string, forGood: boolean): void {
    this.#errno = errno
    this.#isForGood = forGood
  }

  /** A driver that knows I2C messages, on `bus`. */
  messages(bus: SimBus): KernelBehaviour {
    const transfer = async (messages: readonly KernelMessage[]) => this.#failure() ?? (await carried(bus, messages))
    return { functionality: ADAPTER_WITH_MESSAGES, transfer }
  }

  /** A driver of a controller that speaks SMBus only. */
  smbus(host: SmbusHost): KernelBehaviour {
    return { functionality: SMBUS_WITH_PEC, smbus: (request) => this.#failure() ?? host.perform(request) }
  }

  #failure(): string | undefined {
    const errno = this.#errno
    if (!this.#isForGood) this.#errno = undefined
    return errno
  }
}

async function carried(bus: SimBus, [first, second]: readonly KernelMessage[]): Promise<string | null> {
  if (!first) return 'EINVAL'
  const { address, flags, data } = first
  const report = await (second
    ? bus.writeRead(address, data, second.data.length)
    : flags === 1
      ? bus.read(address, data.length)
      : bus.write(address, data))
  ;(second ?? first).data.set(report.data ?? [])
  return ERRNO[report.outcome] ?? null
}
