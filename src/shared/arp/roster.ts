import type { DeviceClass, DeviceState } from './events.ts'
import type { ArpSession } from './session.ts'
import { decodeUdid, type Udid, type UdidFields } from './udid.ts'

/** A device of the roster: its state as last announced, and its UDID taken apart. */
export interface RosterEntry {
  readonly state: DeviceState
  readonly fields: UdidFields
}

/** What can be said of a device after it was added. */
export type DeviceChange = Partial<Omit<DeviceState, 'device' | 'udid'>>

/** The devices of one operation, each change announced as an event. Addresses are held by one device at most. */
export class Roster {
  readonly #session: ArpSession
  readonly #entries = new Map<number, RosterEntry>()
  #next = 0

  constructor(session: ArpSession) {
    this.#session = session
  }

  /** Devices in the order they were found. */
  get entries(): readonly RosterEntry[] {
    return [...this.#entries.values()]
  }

  /** Adds a device that was found, and announces it. */
  add(udid: Udid, change: DeviceChange): RosterEntry {
    const fields = decodeUdid(udid)
    const device = this.#next++
    return this.#set({
      fields,
      state: {
        device,
        udid,
        address: null,
        addressBefore: null,
        assignedBy: null,
        deviceClass: classOf(fields),
        confirmed: false,
        status: 'not_assigned',
        evidence: [],
        ...change,
      },
    })
  }

  /** Replaces what is known of a device, and announces it. */
  update(device: number, change: DeviceChange): RosterEntry {
    const { fields, state } = this.#entry(device)
    return this.#set({ fields, state: { ...state, ...change } })
  }

  /** Says which UDID a device has now: random ones are renewed by Reset Device. */
  renew(device: number, udid: Udid): RosterEntry {
    const { state } = this.#entry(device)
    return this.#set({ state: { ...state, udid }, fields: decodeUdid(udid) })
  }

  /** The device with this UDID. */
  find(udid: Udid): RosterEntry | undefined {
    return this.entries.find((entry) => entry.state.udid === udid)
  }

  /** The device that holds `address`, other than `except`. */
  holderOf(address: number, except?: number): RosterEntry | undefined {
    return this.entries.find((entry) => entry.state.address === address && entry.state.device !== except)
  }

  /** Forgets a device that left. */
  remove(device: number): void {
    this.#entries.delete(device)
  }

  /** Forgets everybody and says why: the enumeration begins again. */
  restart(why: string): void {
    this.#entries.clear()
    this.#next = 0
    this.#session.observe({ type: 'restarted', why })
  }

  #entry(device: number): RosterEntry {
    const entry = this.#entries.get(device)
    if (!entry) throw new RangeError(`device: there is no device ${device}`)
    return entry
  }

  #set(entry: RosterEntry): RosterEntry {
    this.#entries.set(entry.state.device, entry)
    this.#session.observe({ type: 'device', ...entry.state })
    return entry
  }
}

/** The class a device that answers the general Get UDID has (DSP0237 1.1.0 §6.1). */
function classOf(fields: UdidFields): DeviceClass {
  return fields.addressType === 'fixed' ? 'fixed-and-discoverable' : 'arp-capable'
}
