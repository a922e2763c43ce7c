import { describe, expect, it } from 'vitest'
import type { ArpDeviceSetup } from '#shared/sim/targets/arp-device.ts'
import { ArpDevice } from '#shared/sim/targets/arp-device.ts'
import { UDIDS } from '../arp-frames.ts'

const poweredOn = (setup: Partial<ArpDeviceSetup> & { udid: string }): ArpDevice => {
  const device = new ArpDevice({
    address: null,
    addressValid: false,
    addressResolved: false,
    behaviour: 'compliant',
    ...setup,
  })
  device.powerOn()
  return device
}
const state = ({ address, addressValid, addressResolved }: ArpDevice) => ({ address, addressValid, addressResolved })

describe('a power cycle', () => {
  it('brings a persistent device back at the address it was assigned, unresolved', () => {
    const device = poweredOn({ udid: UDIDS[1] })
    device.assign(0x22)
    device.powerOn()
    expect(state(device)).toEqual({ address: 0x11, addressValid: true, addressResolved: false })
  })

  it('makes a volatile device forget its address', () => {
    const device = poweredOn({ udid: UDIDS[3] })
    device.assign(0x22)
    device.powerOn()
    expect(device).toMatchObject({ addressValid: false, addressResolved: false })
    expect(device.replyAddressByte).toBe(0xff)
  })

  it('leaves a fixed device where it is', () => {
    const device = poweredOn({ udid: UDIDS[4], address: 0x18, addressValid: true })
    device.assign(0x22)
    device.powerOn()
    expect(state(device)).toEqual({ address: 0x18, addressValid: true, addressResolved: false })
  })
})

it('a fixed device without an address stays unresolved whatever it is assigned', () => {
  const device = poweredOn({ udid: UDIDS[4] })
  device.assign(0x22)
  expect(state(device)).toEqual({ address: null, addressValid: false, addressResolved: false })
})

it.each([
  ['compliant', 0x21],
  ['st-raw-address', 0x20],
  ['unshifted-address', 0x10],
] as const)('a device that is %s reports address 0x10 as byte %i', (behaviour, byte) => {
  expect(poweredOn({ udid: UDIDS[3], address: 0x10, addressValid: true, behaviour }).replyAddressByte).toBe(byte)
})
