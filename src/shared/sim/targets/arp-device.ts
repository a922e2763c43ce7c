import { UDID_BYTES, decodeUdid, formatUdid, udidBytes } from '#shared/arp/udid.ts'
import type { AddressType, Udid } from '#shared/arp/udid.ts'
import { createRandom } from '../random.ts'
import type { RandomSource } from '../random.ts'
import type { ArpBehaviour } from './arp-behaviour.ts'

/** What an ARP device is when its power first comes up. */
export interface ArpDeviceSetup {
  readonly udid: Udid
  /** 7-bit; null for none. */
  readonly address: number | null
  readonly addressValid: boolean
  readonly addressResolved: boolean
  readonly behaviour: ArpBehaviour
}

/** Bytes 0-11 of a random-type UDID stay; the vendor-specific ID is the random part. */
const RANDOM_TAIL_BYTES = 4
const NO_ADDRESS_BYTE = 0xff

/**
 * The ARP state of a device: its UDID, its address, the flags AV (address valid) and AR (address resolved),
 * and non-volatile memory where its type has one (SMBus 3.x, ARP; SMBus 2.0 p. 48 and 50).
 */
export class ArpDevice {
  readonly type: AddressType
  readonly behaviour: ArpBehaviour
  readonly #setup: ArpDeviceSetup
  readonly #udid: Uint8Array
  readonly #random: RandomSource
  /** The address in bits 7:1; bit 0 is 0 except in a device that keeps what it was sent. */
  #addressByte: number | null
  #stored: { addressByte: number | null; isValid: boolean }
  #addressValid = false
  #addressResolved = false
  #wasOnBefore = false
  readonly #everAssigned = new Set<number>()

  constructor(setup: ArpDeviceSetup) {
    this.#setup = setup
    this.#udid = udidBytes(setup.udid)
    this.type = decodeUdid(setup.udid).addressType
    this.behaviour = setup.behaviour
    this.#random = createRandom(this.#udid.reduce((seed, byte) => Math.imul(seed, 31) + byte, 7))
    this.#addressByte = setup.address === null ? null : setup.address << 1
    this.#stored = { addressByte: this.#addressByte, isValid: setup.addressValid }
  }

  /** The UDID now; a random-type device renews its tail on Reset. */
  get udid(): Udid {
    return formatUdid(this.#udid)
  }

  /** The UDID now, most significant byte first. */
  get udidBytes(): Uint8Array {
    return this.#udid
  }

  /** 7-bit; null when it has none. An address may be there without being valid. */
  get address(): number | null {
    return this.#addressByte === null ? null : this.#addressByte >> 1
  }

  /** The AV flag. */
  get addressValid(): boolean {
    return this.#addressValid
  }

  /** The AR flag. */
  get addressResolved(): boolean {
    return this.#addressResolved
  }

  /** Power came up: non-volatile memory decides, after the first time (SMBus 2.0 p. 48). */
  powerOn(): void {
    const isFirst = !this.#wasOnBefore
    this.#wasOnBefore = true
    if (this.type === 'persistent') {
      this.#addressByte = this.#stored.addressByte
      this.#addressValid = this.#stored.isValid
    } else {
      this.#addressValid = isFirst ? this.#setup.addressValid : this.type === 'fixed' && this.#addressByte !== null
    }
    this.#addressResolved = isFirst && this.#setup.addressResolved
  }

  /** Whether ordinary traffic at a 7-bit address, or a directed command for it, is for this device. */
  owns(address: number): boolean {
    if (!this.#addressValid || this.#addressByte === null) return false
    if (this.behaviour === 'keeps-old-address' && this.#everAssigned.has(address)) return true
    return this.behaviour === 'st-raw-address' ? this.#addressByte === address << 1 : this.address === address
  }

  /** Prepare to ARP. */
  prepare(): void {
    if (this.behaviour === 'deaf-to-prepare') return
    if (this.behaviour === 'prepare-drops-address') this.#addressValid = false
    this.#addressResolved = false
  }

  /** Reset Device, general or directed. */
  reset(): void {
    if (this.behaviour !== 'reset-keeps-resolved') this.#addressResolved = false
    if (this.behaviour === 'wrong-reset') {
      this.#addressValid = false
      this.#stored.isValid = false
    } else if (this.type === 'fixed') this.#addressValid = this.#addressByte !== null
    else if (this.type !== 'persistent' && this.behaviour !== 'reset-keeps-address') this.#addressValid = false
    if (this.type === 'random' && this.behaviour !== 'reset-keeps-udid') this.#renewTail()
  }

  /** Assign Address with this device's UDID and a good PEC; `addressByte` is as on the wire. */
  assign(addressByte: number): void {
    if (this.type === 'fixed') {
      // Accepted, but the address does not move; with none there is nothing to resolve (DSP0237 6.1).
      this.#addressValid = this.#addressResolved = this.#addressByte !== null
      return
    }
    this.#addressByte = this.behaviour === 'st-raw-address' ? addressByte : addressByte & 0xfe
    this.#addressValid = true
    this.#addressResolved = this.behaviour !== 'stays-unresolved'
    this.#everAssigned.add(this.#addressByte >> 1)
    if (this.type === 'persistent') this.#stored = { addressByte: this.#addressByte, isValid: true }
  }

  /** The address byte of a Get UDID reply: the address in bits 7:1 and 1 in bit 0, or all ones without a valid address. */
  get replyAddressByte(): number {
    if (!this.#addressValid || this.#addressByte === null) return NO_ADDRESS_BYTE
    if (this.behaviour === 'st-raw-address') return this.#addressByte
    return this.behaviour === 'unshifted-address' ? this.#addressByte >> 1 : this.#addressByte | 1
  }

  #renewTail(): void {
    new DataView(this.#udid.buffer).setUint32(UDID_BYTES - RANDOM_TAIL_BYTES, this.#random())
  }
}
