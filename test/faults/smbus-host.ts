import type { SimClock } from '#shared/sim/clock.ts'
import type { WireController } from '#shared/sim/wire-controller.ts'
import { pec } from '#shared/smbus/pec.ts'
import type { Errno } from '../../src/main/ports/i2c-dev-layer.ts'
import type { KernelSmbus } from '../main/ports/fake-kernel.ts'

const READ = 1
const BYTE = 1
const BLOCK = 5
const BLOCK_MAX = 32

/** Ends a transfer with the errno a kernel's driver answers. */
class Failed extends Error {}

/**
 * A chipset's SMBus controller with PEC in hardware, driving a wire: what a kernel driver such as i2c-i801 makes of it.
 * It tells nobody which byte was refused, and keeps what came with a wrong PEC.
 */
export class SmbusHost {
  readonly #wire: WireController
  readonly #clock: SimClock

  constructor(wire: WireController, clock: SimClock) {
    this.#wire = wire
    this.#clock = clock
  }

  /** Carries one transfer out; data read goes to its union. */
  perform(request: KernelSmbus): Errno {
    if (this.#wire.start() === 'stuck') return 'EBUSY'
    try {
      this.#carryOut(request)
      return null
    } catch (error) {
      if (error instanceof Failed) return error.message
      throw error
    } finally {
      this.#wire.stop()
      this.#clock.advanceTo(this.#wire.nowUs)
    }
  }

  #carryOut({ address, isRead, protocol, command, union, pec: withPec }: KernelSmbus): void {
    const write = address << 1
    if (protocol === BYTE && isRead) {
      this.#send([write | READ])
      union[0] = this.#receive(false)
    } else if (protocol === BYTE) this.#sendWithPec([write, command], withPec)
    else if (protocol === BLOCK && !isRead) {
      this.#sendWithPec([write, command, ...union.subarray(0, 1 + (union[0] ?? 0))], withPec)
    } else if (protocol === BLOCK) this.#readBlock(write, command, union)
    else throw new Failed('EOPNOTSUPP')
  }

  #readBlock(write: number, command: number, union: Uint8Array): void {
    this.#send([write, command])
    if (this.#wire.start() === 'stuck') throw new Failed('EBUSY')
    this.#send([write | READ])
    const count = this.#receive(true)
    if (count < 1 || count > BLOCK_MAX) {
      this.#receive(false)
      throw new Failed('EPROTO')
    }
    const data = Array.from({ length: count }, () => this.#receive(true))
    if (this.#receive(false) !== pec([write, command, write | READ, count, ...data])) throw new Failed('EBADMSG')
    union.set([count, ...data])
  }

  #sendWithPec(bytes: number[], withPec: boolean): void {
    this.#send(withPec ? [...bytes, pec(bytes)] : bytes)
  }

  #send(bytes: readonly number[]): void {
    for (const byte of bytes) {
      const { acked, lost, timedOut } = this.#wire.send(byte)
      if (lost) throw new Failed('EAGAIN')
      if (timedOut) throw new Failed('ETIMEDOUT')
      if (!acked) throw new Failed('ENXIO')
    }
  }

  #receive(acks: boolean): number {
    const { byte, lost, timedOut } = this.#wire.receive(acks)
    if (lost) throw new Failed('EAGAIN')
    if (timedOut) throw new Failed('ETIMEDOUT')
    return byte
  }
}
