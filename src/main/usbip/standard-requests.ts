import { STALL, type Setup, type UsbIdentity } from './virtual-device.ts'

const REQUEST = {
  getStatus: 0,
  clearFeature: 1,
  setFeature: 3,
  setAddress: 5,
  getDescriptor: 6,
  getConfiguration: 8,
  setConfiguration: 9,
  getInterface: 10,
  setInterface: 11,
} as const

const DESCRIPTOR = {
  device: 1,
  configuration: 2,
  string: 3,
  interface: 4,
  endpoint: 5,
  hid: 0x21,
  report: 0x22,
} as const
const ENGLISH_US = 0x0409
const NOTHING = new Uint8Array(0)

/** Bits 6-5 of a request's type: who defined it. */
const TYPE_MASK = 0x60

/** Class, subclass and protocol of every interface, in their order. */
export function interfaceClasses({ configuration }: UsbIdentity): [number, number, number][] {
  const found: [number, number, number][] = []
  for (const bytes of descriptors(configuration)) {
    if (bytes[1] === DESCRIPTOR.interface) found.push([bytes[5] ?? 0, bytes[6] ?? 0, bytes[7] ?? 0])
  }
  return found
}

/** Whether a configuration has an endpoint; its address has bit 7 set where it is IN. */
export function hasEndpoint({ configuration }: UsbIdentity, address: number): boolean {
  for (const bytes of descriptors(configuration)) {
    if (bytes[1] === DESCRIPTOR.endpoint && bytes[2] === address) return true
  }
  return false
}

/** The requests every device answers alike (USB 2.0 §9.4): state of the device, and its descriptors. */
export class StandardRequests {
  readonly #identity: UsbIdentity
  #configurationValue = 0

  constructor(identity: UsbIdentity) {
    this.#identity = identity
  }

  /** Data, a refusal, or undefined where the request is of a class or vendor. */
  answer(setup: Setup): Uint8Array | typeof STALL | undefined {
    if ((setup.requestType & TYPE_MASK) !== 0) return undefined
    switch (setup.request) {
      case REQUEST.getStatus:
        return Uint8Array.of(0, 0)
      case REQUEST.clearFeature:
      case REQUEST.setFeature:
      case REQUEST.setAddress:
      case REQUEST.setInterface:
        return NOTHING
      case REQUEST.getDescriptor:
        return this.#descriptor(setup) ?? STALL
      case REQUEST.getConfiguration:
        return Uint8Array.of(this.#configurationValue)
      case REQUEST.setConfiguration:
        return this.#configure(setup.value & 0xff)
      case REQUEST.getInterface:
        return Uint8Array.of(0)
      default:
        return STALL
    }
  }

  #configure(value: number): Uint8Array | typeof STALL {
    if (value !== 0 && value !== this.#identity.configuration[5]) return STALL
    this.#configurationValue = value
    return NOTHING
  }

  #descriptor({ value, index }: Setup): Uint8Array | undefined {
    const { device, configuration, reportDescriptors } = this.#identity
    switch (value >> 8) {
      case DESCRIPTOR.device:
        return device
      case DESCRIPTOR.configuration:
        return (value & 0xff) === 0 ? configuration : undefined
      case DESCRIPTOR.string:
        return this.#string(value & 0xff)
      case DESCRIPTOR.hid:
        return hidDescriptor(configuration, index)
      case DESCRIPTOR.report:
        return reportDescriptors.get(index)
      default:
        return undefined
    }
  }

  #string(index: number): Uint8Array | undefined {
    if (index === 0) return Uint8Array.of(4, DESCRIPTOR.string, ENGLISH_US & 0xff, ENGLISH_US >> 8)
    const text = this.#identity.strings[index - 1]
    return text === undefined ? undefined : stringDescriptor(text)
  }
}

function stringDescriptor(text: string): Uint8Array {
  const units = Buffer.from(text, 'utf16le')
  return Uint8Array.from([2 + units.length, DESCRIPTOR.string, ...units])
}

function hidDescriptor(configuration: Uint8Array, interfaceNumber: number): Uint8Array | undefined {
  let current = -1
  for (const bytes of descriptors(configuration)) {
    if (bytes[1] === DESCRIPTOR.interface) current = bytes[2] ?? -1
    if (bytes[1] === DESCRIPTOR.hid && current === interfaceNumber) return bytes
  }
  return undefined
}

/** One descriptor after the other: each begins with its length. */
function* descriptors(configuration: Uint8Array): Generator<Uint8Array> {
  let length: number | undefined
  for (let at = 0; (length = configuration[at]) !== undefined && length > 0; at += length)
    yield configuration.subarray(at, at + length)
}
