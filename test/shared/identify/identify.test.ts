import { describe, expect, it } from 'vitest'
import { decodeUdid } from '#shared/arp/udid.ts'
import { identifyBy } from '#shared/identify/identify.ts'
import type { NameSource } from '#shared/identify/name-source.ts'
import { RunFold } from '#shared/run/fold.ts'
import { EXAMPLE_EVENTS, I217, NT400D11 } from '../../support/example-run.ts'

const noNames: NameSource = { vendorName: () => undefined }
const intelOnly: NameSource = { vendorName: (vendor) => (vendor === 0x8086 ? 'Intel Corporation' : undefined) }
const MCTP = 'MCTP indicated by UDID, not proven'

/** What our own rules say of a device with this Interface word. */
function saidOfInterface(interfaceWord: string): readonly string[] {
  return identifyBy(noNames)(decodeUdid(`41081af40001${interfaceWord}0000000000000001`)).matches
}

describe('identifyBy', () => {
  it('names the vendor where the list does, and says null where it does not', () => {
    const identify = identifyBy(intelOnly)
    expect([I217, NT400D11].map((udid) => identify(decodeUdid(udid)).vendor_name)).toEqual(['Intel Corporation', null])
  })

  it.each([
    ['0024', [MCTP]],
    ['0027', [MCTP]],
    ['00a5', [MCTP]],
    ['0064', [MCTP, 'IPMI over SMBus indicated by UDID, not proven']],
    ['0044', ['IPMI over SMBus indicated by UDID, not proven']],
    ['0004', []],
    ['0021', []],
  ])('says of Interface 0x%s: %j', (interfaceWord, said) => {
    expect(saidOfInterface(interfaceWord)).toEqual(said)
  })

  it('puts what the user says before what we say', () => {
    const own = [{ vendor: 0x18f4, says: 'the capture card of bench 3' }]
    expect(identifyBy(noNames, own)(decodeUdid(NT400D11)).matches).toEqual([
      'the capture card of bench 3',
      'Napatech NT400D11, by the UDID of its manual',
      MCTP,
    ])
  })
})

describe('a fold that is given names', () => {
  it('fills them into the devices of its Run', () => {
    const fold = new RunFold(identifyBy(intelOnly))
    for (const event of EXAMPLE_EVENTS) fold.add(event)
    expect(fold.run?.devices.map(({ vendor_name, matches }) => ({ vendor_name, matches }))).toEqual([
      { vendor_name: 'Intel Corporation', matches: ['Intel I217 LAN, by the UDID of its datasheet'] },
      { vendor_name: null, matches: ['Napatech NT400D11, by the UDID of its manual', MCTP] },
    ])
  })
})
