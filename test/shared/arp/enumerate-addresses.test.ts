import { describe, expect, it } from 'vitest'
import { AddressPool, CARD_POOL } from '#shared/arp/address-pool.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { allCodes, arp, cardOf, codes, eventsOf, outcome, stepsOf, writtenTo61 } from '../../support/arp-card.ts'
import { enumerateOn } from '../../support/simulated-run.ts'

const { alveo: FIXED, i217Strap0: PERSISTENT, i210: PERSISTENT_2, nt400d11: VOLATILE } = UDID
const EEPROM = { kind: 'eeprom', address: '0x11' } as const
const pool = (addresses: readonly number[], reserved: readonly number[] = [], preferred?: Record<string, number>) => ({
  pool: new AddressPool(addresses, reserved, new Map(Object.entries(preferred ?? {}))),
})

describe.each(['ideal', 'mcp2221'] as const)('addresses given out over the %s adapter', (adapter) => {
  it('come in the order in which UDIDs win arbitration, lowest first', async () => {
    const shuffled = [UDID.nt400d11, UDID.badge, UDID.i217Strap1, UDID.alveo, UDID.i217Strap0]
    const devices = shuffled.map((udid) => arp(udid, udid === UDID.alveo ? { address: '0x3b' } : {}))
    const { run } = await enumerateOn(cardOf(...devices), {}, { adapter })
    expect(outcome(run)).toEqual([
      `${UDID.alveo} 0x3b kept ok confirmed`,
      `${UDID.i217Strap0} 0x11 arpeggio ok confirmed`,
      `${UDID.i217Strap1} 0x12 arpeggio ok confirmed`,
      `${UDID.badge} 0x13 arpeggio ok confirmed`,
      `${UDID.nt400d11} 0x14 arpeggio ok confirmed`,
    ])
  })

  it('go past an address at which something else answers, which is left as it was', async () => {
    const sensor = { kind: 'temperature-sensor', address: '0x12' } as const
    const { run, card, events } = await enumerateOn(cardOf(arp(VOLATILE), EEPROM, sensor), {}, { adapter })
    expect(outcome(run)).toEqual([`${VOLATILE} 0x13 arpeggio ok confirmed`])
    expect(run.other_addresses).toEqual([
      { address: '0x11', answers_to: 'read' },
      { address: '0x12', answers_to: 'read' },
    ])
    expect(eventsOf(events, 'address-chosen')).toEqual([
      {
        type: 'address-chosen',
        device: 0,
        address: 0x13,
        why: 'next free in the pool',
        refused: [
          { address: 0x11, why: 'something answers there' },
          { address: 0x12, why: 'something answers there' },
        ],
      },
    ])
    expect(card.eepromWrites()).toBe(0)
  })

  it('may stay with their device, of whatever type that holds one', async () => {
    const devices = [
      arp(FIXED, { address: '0x14' }),
      arp(PERSISTENT, { address: '0x64' }),
      arp(VOLATILE, { address: '0x20' }),
    ]
    const { run } = await enumerateOn(cardOf(...devices), {}, { adapter })
    expect(outcome(run)).toEqual([
      `${FIXED} 0x14 kept ok confirmed`,
      `${PERSISTENT} 0x64 kept ok confirmed`,
      `${VOLATILE} 0x20 kept ok confirmed`,
    ])
    expect(run.devices.map((device) => device.address_before)).toEqual(['0x14', '0x64', '0x20'])
    expect(stepsOf(run, 'probe')).toEqual([])
    expect(allCodes(run)).toEqual([])
  })
})

describe('an address held', () => {
  it('by a fixed device is not given to another one, with no probe to find it out', async () => {
    const { run } = await enumerateOn(cardOf(arp(FIXED, { address: '0x11' }), arp(VOLATILE)), { probe: false })
    expect(outcome(run)).toEqual([`${FIXED} 0x11 kept ok confirmed`, `${VOLATILE} 0x12 arpeggio ok confirmed`])
    expect(allCodes(run)).toEqual([])
  })

  it('by two devices stays with the first and the other one moves', async () => {
    const { run } = await enumerateOn(
      cardOf(arp(PERSISTENT, { address: '0x64' }), arp(PERSISTENT_2, { address: '0x64' })),
    )
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x64 kept ok confirmed`, `${PERSISTENT_2} 0x11 arpeggio ok confirmed`])
  })

  it.each([
    { address: '0x30', severity: 'info', why: 'not in the pool' },
    { address: '0x48', severity: 'warning', why: 'SMBus prototypes; temperature sensors live here' },
    { address: '0x28', severity: 'error', why: 'PMBus ZONE READ, ACCESS.bus host' },
  ])('of $address is kept, and remarked on as $severity', async ({ address, severity, why }) => {
    const { run } = await enumerateOn(cardOf(arp(PERSISTENT, { address })))
    expect(outcome(run)).toEqual([`${PERSISTENT} ${address} kept ok confirmed`])
    expect(run.devices[0]?.findings).toMatchObject([
      {
        code: 'reserved-address',
        severity,
        message: `Holds ${address} (${why}) and keeps it; --move gives it another`,
      },
    ])
  })

  it('below 0x10 is kept, and not confirmed: no directed command reaches it', async () => {
    const { run } = await enumerateOn(cardOf(arp(PERSISTENT, { address: '0x0d' })))
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x0d kept unconfirmed`])
  })

  it('that the pool lists by its number is an ordinary one, though soft-reserved', async () => {
    const { run } = await enumerateOn(cardOf(arp(PERSISTENT, { address: '0x48' })), { ...pool([0x48]), move: true })
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x48 kept ok confirmed`])
    expect(allCodes(run)).toEqual([])
  })

  it('by a fixed device is remarked on where it is outside the pool, and that it can have no other', async () => {
    const { run } = await enumerateOn(cardOf(arp(FIXED, { address: '0x18' })), { move: true })
    expect(outcome(run)).toEqual([`${FIXED} 0x18 kept ok confirmed`])
    expect(run.devices[0]?.findings).toMatchObject([
      { code: 'reserved-address', severity: 'info', message: 'Holds 0x18 (not in the pool) and can have no other' },
    ])
  })
})

describe('--move', () => {
  it.each([
    { name: 'persistent', udid: PERSISTENT },
    { name: 'volatile', udid: VOLATILE },
  ])('takes a $name device off an address outside the pool', async ({ udid }) => {
    const { run, card } = await enumerateOn(cardOf(arp(udid, { address: '0x30' })), { move: true })
    expect(outcome(run)).toEqual([`${udid} 0x11 arpeggio ok confirmed`])
    expect(run.devices[0]?.address_before).toBe('0x30')
    expect(card.devices()).toMatchObject([{ address: 0x11, addressResolved: true }])
    expect(allCodes(run)).toEqual([])
  })

  it('leaves a device alone whose address is in the pool', async () => {
    const { run } = await enumerateOn(cardOf(arp(PERSISTENT, { address: '0x64' })), { move: true })
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x64 kept ok confirmed`])
  })

  it('reports a device that did not move, and the address it answers at', async () => {
    const once = arp(PERSISTENT, { address: '0x30', faults: [{ on: 'assign', do: 'ignore', times: 1 }] })
    const { run } = await enumerateOn(cardOf(once), { move: true })
    expect(codes(run.devices[0])).toContain('kept-own-address')
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x30 device ok confirmed`])
  })
})

describe('the pool', () => {
  it('gives a preferred address first, and passes over reserved ones', async () => {
    const { run, events } = await enumerateOn(
      cardOf(arp(PERSISTENT), arp(VOLATILE)),
      pool(CARD_POOL, [0x11], { [VOLATILE]: 0x20 }),
    )
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x12 arpeggio ok confirmed`, `${VOLATILE} 0x20 arpeggio ok confirmed`])
    expect(eventsOf(events, 'address-chosen').map(({ why, refused }) => ({ why, refused }))).toEqual([
      { why: 'next free in the pool', refused: [{ address: 0x11, why: 'reserved by you' }] },
      { why: 'preferred for this UDID', refused: [] },
    ])
  })

  it('goes on in its order where the preferred address is occupied', async () => {
    const { run, events } = await enumerateOn(
      cardOf(arp(VOLATILE), EEPROM),
      pool([0x20, 0x11], [], { [VOLATILE]: 0x11 }),
    )
    expect(outcome(run)).toEqual([`${VOLATILE} 0x20 arpeggio ok confirmed`])
    expect(eventsOf(events, 'address-chosen')[0]?.refused).toEqual([{ address: 0x11, why: 'something answers there' }])
  })

  it('that runs out ends the enumeration with a finding that names the option, and no Assign', async () => {
    const { run } = await enumerateOn(cardOf(arp(PERSISTENT), arp(VOLATILE)), pool([0x11]))
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio ok confirmed`, `${VOLATILE} none nobody not_assigned`])
    expect(run.devices[1]?.findings).toMatchObject([
      { code: 'pool-exhausted', severity: 'error', message: expect.stringContaining('--pool wide') as string },
    ])
    expect(stepsOf(run, 'assign')).toHaveLength(1)
    expect(run).toMatchObject({ complete: true, summary: { verdict: 'fail' } })
  })

  it.each([0x61, 0x28, 0x37, 0x7c, 0x0c])('never gives %i, were it to contain it', async (address) => {
    const { run } = await enumerateOn(cardOf(arp(VOLATILE)), pool([address]))
    expect(outcome(run)).toEqual([`${VOLATILE} none nobody not_assigned`])
    expect(stepsOf(run, 'probe')).toEqual([])
  })
})

describe('an address conflict', () => {
  const hidden = arp('000818f400420005000000000000a001', { address: '0x11', behaviour: 'fixed-not-discoverable' })

  it('without a probe is found by the confirmation, and resolved by one more enumeration', async () => {
    const { run, events } = await enumerateOn(cardOf(arp(VOLATILE), hidden), { probe: false })
    expect(outcome(run)).toEqual([`${VOLATILE} 0x12 arpeggio ok confirmed`])
    expect(eventsOf(events, 'restarted')).toHaveLength(1)
    expect(run.findings).toMatchObject([
      {
        code: 'address-conflict',
        severity: 'warning',
        message: `Two devices answer at 0x11, the other one is ${hidden.udid}; begun again without that address`,
      },
    ])
    expect(stepsOf(run, 'prepare')).toHaveLength(6)
    expect(run.summary.verdict).toBe('warn')
  })

  it('does not arise where the probe comes first', async () => {
    const { run, events } = await enumerateOn(cardOf(arp(VOLATILE), hidden))
    expect(outcome(run)).toEqual([`${VOLATILE} 0x12 arpeggio ok confirmed`])
    expect(eventsOf(events, 'restarted')).toEqual([])
  })

  it('over an address that a device holds is there again the second time, and ends the enumeration', async () => {
    const { run, events } = await enumerateOn(cardOf(arp(PERSISTENT, { address: '0x11' }), hidden))
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 kept conflict`])
    expect(eventsOf(events, 'restarted')).toHaveLength(1)
    expect(codes(run.devices[0])).toEqual(['address-conflict'])
    expect(run.devices[0]?.findings[0]).toMatchObject({ severity: 'error' })
    expect(run.devices[0]?.evidence).toEqual([
      stepsOf(run, 'get-udid').at(-1)?.seq,
      stepsOf(run, 'assign').at(-1)?.seq,
      stepsOf(run, 'confirm').at(-1)?.seq,
    ])
    expect(run).toMatchObject({ complete: true, summary: { verdict: 'fail' } })
  })

  it('of two fixed devices marks both, and does not keep the others from an address', async () => {
    const other = UDID.kernelIntended
    const { run, events } = await enumerateOn(
      cardOf(arp(FIXED, { address: '0x14' }), arp(other, { address: '0x14' }), arp(VOLATILE)),
    )
    expect(outcome(run)).toEqual([
      `${other} 0x14 kept conflict confirmed`,
      `${FIXED} 0x14 kept conflict`,
      `${VOLATILE} 0x11 arpeggio ok confirmed`,
    ])
    expect(run.devices[1]?.findings.map(({ code, message }) => ({ code, message }))).toContainEqual({
      code: 'address-conflict',
      message: `Fixed at 0x14, which device 0 (${other}) holds too`,
    })
    expect(eventsOf(events, 'restarted')).toEqual([])
  })
})

describe('a fixed device without an address', () => {
  it('is malformed: nothing is assigned to it, and it says what stays hidden', async () => {
    const { run } = await enumerateOn(cardOf(arp(FIXED), arp(VOLATILE)))
    expect(outcome(run)).toEqual([`${FIXED} none nobody not_assigned`])
    expect(run.devices[0]?.findings).toMatchObject([{ code: 'malformed-udid', severity: 'error' }])
    expect(writtenTo61(run).some((written) => written.startsWith('04'))).toBe(false)
  })
})
