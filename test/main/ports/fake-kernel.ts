import type { Memory, PointerBytes } from '../../../src/main/ports/i2c-dev-abi.ts'
import type { Errno, KernelLayer, KernelNode } from '../../../src/main/ports/i2c-dev-layer.ts'

/** One message of a combined transfer, as the kernel finds it in memory. */
export interface KernelMessage {
  readonly address: number
  readonly flags: number
  readonly data: Uint8Array
}

/** One SMBus transfer, as the kernel finds it in memory, with what was set for it before. */
export interface KernelSmbus {
  readonly address: number
  readonly pec: boolean
  readonly isRead: boolean
  readonly command: number
  readonly protocol: number
  readonly union: Uint8Array
}

/** What a fake kernel is to do; it refuses what it has no function for. */
export interface KernelBehaviour {
  readonly pointerBytes?: PointerBytes
  readonly functionality?: number
  /** Fills the data of reads. */
  readonly transfer?: (messages: readonly KernelMessage[]) => Errno | Promise<Errno>
  /** Fills the union of reads. */
  readonly smbus?: (request: KernelSmbus) => Errno
  /** Errno of choosing an address. */
  readonly choose?: (address: number) => Errno
  /** Code of a failed opening. */
  readonly openError?: string
}

/** A kernel behind the ioctls of one node: it takes structs apart by their bytes, pointers and all, as linux/i2c.h has them. */
export class FakeKernel implements KernelLayer {
  readonly pointerBytes: PointerBytes
  /** Every ioctl by its number. */
  readonly requests: number[] = []
  readonly opened: string[] = []
  closed = 0
  readonly #behaviour: KernelBehaviour
  readonly #memory: Memory[] = []
  #address = 0
  #pec = false

  constructor(behaviour: KernelBehaviour = {}) {
    this.#behaviour = behaviour
    this.pointerBytes = behaviour.pointerBytes ?? 8
  }

  allocate(lengthBytes: number): Memory {
    // High enough to show whether a pointer keeps all its bits.
    const base = this.pointerBytes === 8 ? 0x7f12_0000_0000n : 0xbf00_0000n
    const memory = { bytes: new Uint8Array(lengthBytes), address: base + BigInt(this.#memory.length) * 0x1_0000n }
    this.#memory.push(memory)
    return memory
  }

  open(path: string): Promise<KernelNode> {
    const { openError } = this.#behaviour
    if (openError !== undefined) return Promise.reject(Object.assign(new Error(openError), { code: openError }))
    this.opened.push(path)
    return Promise.resolve({
      ioctl: (request, argument) => this.#ioctl(request, argument),
      close: () => {
        this.closed++
        return Promise.resolve()
      },
    })
  }

  async #ioctl(request: number, argument: Memory | number): Promise<Errno> {
    this.requests.push(request)
    const { functionality = 0, transfer, smbus, choose } = this.#behaviour
    if (typeof argument === 'number') {
      if (request === 0x0703) {
        const errno = choose?.(argument) ?? null
        if (errno === null) this.#address = argument
        return errno
      }
      if (request === 0x0708) this.#pec = argument === 1
      return request === 0x0708 ? null : 'ENOTTY'
    }
    switch (request) {
      case 0x0705:
        viewOf(argument.bytes).setUint32(0, functionality, true)
        return null
      case 0x0707:
        return transfer ? transfer(this.#messages(argument)) : 'EOPNOTSUPP'
      case 0x0720:
        return smbus ? smbus(this.#smbus(argument)) : 'EOPNOTSUPP'
      default:
        return 'ENOTTY'
    }
  }

  #messages({ bytes }: Memory): KernelMessage[] {
    const view = viewOf(bytes)
    const count = view.getUint32(this.pointerBytes, true)
    const size = this.pointerBytes === 8 ? 16 : 12
    const array = viewOf(this.#at(this.#pointer(view, 0), count * size))
    return Array.from({ length: count }, (_, i) => ({
      address: array.getUint16(i * size, true),
      flags: array.getUint16(i * size + 2, true),
      data: this.#at(this.#pointer(array, i * size + 8), array.getUint16(i * size + 4, true)),
    }))
  }

  #smbus({ bytes }: Memory): KernelSmbus {
    const view = viewOf(bytes)
    return {
      address: this.#address,
      pec: this.#pec,
      isRead: view.getUint8(0) === 1,
      command: view.getUint8(1),
      protocol: view.getUint32(4, true),
      union: this.#at(this.#pointer(view, 8), 34),
    }
  }

  #pointer(view: DataView, at: number): bigint {
    return this.pointerBytes === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true))
  }

  /** What the kernel would copy from and to: an address out of bounds is a defect of the caller. */
  #at(address: bigint, lengthBytes: number): Uint8Array {
    for (const memory of this.#memory) {
      const offset = Number(address - memory.address)
      if (offset >= 0 && offset + lengthBytes <= memory.bytes.length) {
        return memory.bytes.subarray(offset, offset + lengthBytes)
      }
    }
    throw new Error(`EFAULT at 0x${address.toString(16)}`)
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
