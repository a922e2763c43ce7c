import { describe, expect, it } from 'vitest'
import { AddressPool } from '#shared/arp/address-pool.ts'
import { enumerate } from '#shared/arp/enumerate.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { allCodes, arp, cardOf, codes, eventsOf, outcome, stepsOf, writtenTo61 } from '../../support/arp-card.ts'
import { nack, scriptedSession, udidReply } from '../../support/scripted-link.ts'
import { enumerateOn, enumerateOptions } from '../../support/simulated-run.ts'

const { alveo: FIXED, i217Strap0: PERSISTENT, i210: PERSISTENT_2, nt400d11: VOLATILE } = UDID
const RANDOM = `c1${VOLATILE.slice(2)}`
const NOT_DISCOVERABLE = '000818f400420005000000000000a001'
const hidden = (address: string) => arp(NOT_DISCOVERABLE, { address, behaviour: 'fixed-not-discoverable' })

describe('a bus with nobody on it', () => {
  it('is sent Prepare, and looked at once more 500 ms later', async () => {
    const { run, clock } = await enumerateOn(cardOf())
    expect(writtenTo61(run)).toEqual(['03', '03', '03', '01c0', '01c0', '01c0', '03', '03', '03'])
    expect(Number(stepsOf(run, 'look')[3]?.t_us) - Number(stepsOf(run, 'prepare')[2]?.t_us)).toBeGreaterThan(500_000)
    expect(clock.nowUs()).toBeLessThan(600_000)
    expect(allCodes(run)).toEqual(['info prepare-not-acknowledged', 'warning no-arp-device'])
    expect(run).toMatchObject({ complete: true, summary: { verdict: 'warn', devices: 0 } })
  })

  it('is found to have somebody when the card gets its power in between', async () => {
    const { run } = await enumerateOn(cardOf(arp(VOLATILE, { joins_after_ms: 200 })))
    expect(outcome(run)).toEqual([`${VOLATILE} 0x11 arpeggio ok confirmed`])
    expect(allCodes(run)).toEqual(['info prepare-not-acknowledged'])
  })

  it('gets no Assign and no Reset, though --reset-first was asked for', async () => {
    const { run } = await enumerateOn(cardOf(), { resetFirst: true, prepareAnyway: true, withFixed: true })
    expect(writtenTo61(run).filter((bytes) => bytes.startsWith('04') || bytes.startsWith('02'))).toEqual([])
  })
})

describe('devices that an earlier controller has resolved', () => {
  it('are found by the walk, then prepared, and keep their addresses', async () => {
    const { run, card } = await enumerateOn(
      cardOf(
        arp(PERSISTENT, { address: '0x64', address_resolved: true }),
        arp(VOLATILE, { address: '0x20', address_resolved: true }),
      ),
    )
    expect(stepsOf(run, 'walk')).toHaveLength(104)
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x64 kept ok confirmed`, `${VOLATILE} 0x20 kept ok confirmed`])
    expect(card.devices().every(({ addressResolved }) => addressResolved)).toBe(true)
    expect(allCodes(run)).toEqual([])
  })

  it('keep their addresses from others that have none', async () => {
    const { run } = await enumerateOn(
      cardOf(arp(PERSISTENT, { address_resolved: false }), arp(VOLATILE, { address: '0x11', address_resolved: true })),
      { probe: false, withFixed: true },
    )
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x12 arpeggio ok confirmed`, `${VOLATILE} 0x11 kept ok confirmed`])
  })
})

describe('--reset-first', () => {
  it('resets after Prepare and gives out addresses anew', async () => {
    const { run } = await enumerateOn(cardOf(arp(VOLATILE, { address: '0x20' })), { resetFirst: true })
    expect(writtenTo61(run).slice(0, 8)).toEqual(['03', '01c0', '01c0', '01c0', '02c9', '02c9', '02c9', '03'])
    expect(outcome(run)).toEqual([`${VOLATILE} 0x11 arpeggio ok confirmed`])
  })

  it('meets random devices under the UDIDs they have afterwards, and nobody under the old ones', async () => {
    const { run, card } = await enumerateOn(cardOf(arp(RANDOM, { address: '0x20', address_resolved: true })), {
      resetFirst: true,
    })
    const [device] = card.devices()
    expect(device?.udid).not.toBe(RANDOM)
    expect(outcome(run)).toEqual([`${device?.udid} 0x11 arpeggio ok confirmed`])
    expect(allCodes(run)).toEqual([])
  })

  it('has the whole pool to give, whatever addresses were held before', async () => {
    const { run } = await enumerateOn(cardOf(arp(VOLATILE, { address: '0x11', address_resolved: true })), {
      resetFirst: true,
      pool: new AddressPool([0x11], []),
    })
    expect(outcome(run)).toEqual([`${VOLATILE} 0x11 arpeggio ok confirmed`])
  })
})

describe('a Fixed - Not Discoverable device', () => {
  it('is not found by the enumeration itself', async () => {
    const { run } = await enumerateOn(cardOf(arp(VOLATILE), hidden('0x1d')))
    expect(outcome(run)).toEqual([`${VOLATILE} 0x11 arpeggio ok confirmed`])
  })

  it('is found with --with-fixed, and its address given to nobody else', async () => {
    const { run } = await enumerateOn(cardOf(arp(VOLATILE), hidden('0x11')), { withFixed: true, probe: false })
    expect(outcome(run)).toEqual([
      `${VOLATILE} 0x12 arpeggio ok confirmed`,
      `${NOT_DISCOVERABLE} 0x11 device ok confirmed`,
    ])
    expect(run.devices.map((device) => device.class)).toEqual(['arp-capable', 'fixed-not-discoverable'])
  })

  it('that is alone is found by the walk', async () => {
    const { run } = await enumerateOn(cardOf(hidden('0x1d')))
    expect(outcome(run)).toEqual([`${NOT_DISCOVERABLE} 0x1d device ok confirmed`])
  })

  it('whose directed reply is garbled is not passed over in silence', async () => {
    const garbled = { ...hidden('0x1d'), faults: [{ on: 'get-udid-directed', do: 'bad-pec' } as const] }
    const { run } = await enumerateOn(cardOf(arp(PERSISTENT, { address: '0x64' }), garbled), { withFixed: true })
    expect(run.findings).toContainEqual(expect.objectContaining({ code: 'pec-mismatch', severity: 'error' }))
    expect(run.findings[0]?.message).toContain('Get UDID of 0x1d')
    expect(run.summary.verdict).toBe('fail')
  })
})

describe.each(['ideal', 'mcp2221'] as const)('a foreign chip at 0x61, over the %s adapter', (adapter) => {
  const chip = { kind: 'register-file', address: '0x61' } as const

  it('has nothing written to it but one byte at a time, and no register changed', async () => {
    const { run, card } = await enumerateOn(cardOf(chip), { withFixed: true, resetFirst: true }, { adapter })
    expect(writtenTo61(run).filter((bytes) => bytes.length !== 2)).toEqual([])
    expect(run.transactions.filter(({ operation }) => operation === 'write')).toEqual([])
    expect(card.registerWrites()).toBe(0)
    expect(allCodes(run)).toEqual(['error short-count', 'error foreign-device-at-0x61'])
    expect(outcome(run)).toEqual([])
  })

  it('with --prepare-anyway is sent Prepare and nothing else: Assign needs a UDID', async () => {
    const { run, card } = await enumerateOn(cardOf(chip), { prepareAnyway: true }, { adapter })
    const written = writtenTo61(run).filter((bytes) => bytes.length !== 2)
    expect(written).toEqual(['01c0', '01c0', '01c0'])
    expect(card.registerWrites()).toBe(3)
    expect(outcome(run)).toEqual([])
  })
})

describe('a device that joins in the middle', () => {
  it('is found, whether its UDID is lower than the last one or higher', async () => {
    const { run } = await enumerateOn(
      cardOf(
        arp(PERSISTENT_2),
        arp(PERSISTENT, { joins_after_ms: 7 }),
        arp(VOLATILE, { joins_after_ms: 7, address: '0x20' }),
      ),
    )
    expect(outcome(run)).toEqual([
      `${PERSISTENT_2} 0x11 arpeggio ok confirmed`,
      `${PERSISTENT} 0x12 arpeggio ok confirmed`,
      `${VOLATILE} 0x20 kept ok confirmed`,
    ])
    expect(run.devices.map(codes)).toEqual([[], ['device-joined'], []])
    expect(run.devices[1]?.findings[0]?.message).toBe(
      'Has a lower UDID than the device before it: it joined while the enumeration ran',
    )
  })
})

describe('a second controller', () => {
  it('that sends Prepare in the middle makes devices come back, which are confirmed where they were', async () => {
    const bmc = { kind: 'controller', at_ms: 9, sends: 'prepare' } as const
    const { run } = await enumerateOn(cardOf(arp(PERSISTENT), arp(VOLATILE), bmc))
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio ok confirmed`, `${VOLATILE} 0x12 arpeggio ok confirmed`])
    expect(codes(run.devices[0])).toEqual(['second-controller'])
    expect(run.devices[0]?.findings[0]?.message).toContain('Answers again and still holds 0x11')
  })
})

describe('twins', () => {
  const BLANK = `${VOLATILE.slice(0, 24)}00000000`

  it('that take every Assign together look like one device: a vendor-specific ID of 0 is all there is to go by', async () => {
    const { run } = await enumerateOn(cardOf(arp(BLANK), arp(BLANK)))
    expect(outcome(run)).toEqual([`${BLANK} 0x11 arpeggio ok confirmed`])
    expect(run.devices[0]?.findings).toMatchObject([{ code: 'duplicate-udid', severity: 'warning' }])
  })

  it('are told by a UDID that is back, without its address, after it was confirmed', async () => {
    const { run } = await enumerateOn(cardOf(arp(VOLATILE), arp(VOLATILE, { joins_after_ms: 9 })))
    expect(outcome(run)).toEqual([`${VOLATILE} 0x11 arpeggio conflict confirmed`])
    expect(run.devices[0]?.findings).toMatchObject([{ code: 'duplicate-udid', severity: 'error' }])
    expect(run.summary.verdict).toBe('fail')
  })

  it('are told by one UDID at two addresses, each reply naming its own', async () => {
    const twin = (address: string) => arp(PERSISTENT, { address, address_resolved: true })
    const { run } = await enumerateOn(cardOf(twin('0x20'), twin('0x64')))
    expect(run.findings).toMatchObject([
      {
        code: 'duplicate-udid',
        severity: 'error',
        message: expect.stringContaining(`${PERSISTENT} answers at 0x20 and 0x64`) as string,
      },
    ])
    expect(run.summary.verdict).toBe('fail')
  })
})

describe('what it means that nobody showed a UDID', () => {
  const mute = arp(VOLATILE, {
    address: '0x20',
    address_resolved: true,
    faults: [{ on: 'get-udid-directed', do: 'ignore' }],
  })

  it.each([
    { name: 'nobody at 0x61', entries: [], code: 'no-arp-device', words: 'Nobody acknowledged 0x61' },
    { name: 'somebody mute', entries: [mute], code: 'no-arp-device', words: '0x61 is acknowledged or may be' },
    {
      name: 'foreign bytes',
      entries: [{ kind: 'register-file', address: '0x61' } as const],
      code: 'foreign-device-at-0x61',
      words: 'Something at 0x61 sends data that is no UDID',
    },
    {
      name: 'UDIDs with a wrong PEC',
      entries: [arp(VOLATILE, { faults: [{ on: 'get-udid', do: 'bad-pec' }] })],
      code: 'foreign-device-at-0x61',
      words: 'Something at 0x61 sends what could be UDIDs, but never with a good PEC',
    },
  ])('is said for $name', async ({ entries, code, words }) => {
    const { run } = await enumerateOn(cardOf(...entries))
    expect(run.findings.at(-1)).toMatchObject({ code, message: expect.stringContaining(words) as string })
  })
})

describe('an odd UDID', () => {
  it('is decoded, given its address, and remarked on', async () => {
    const { run } = await enumerateOn(cardOf(arp(UDID.openTitan, { address: '0x14' })))
    expect(outcome(run)).toEqual([`${UDID.openTitan} 0x14 kept ok confirmed`])
    expect(run.devices[0]?.findings).toMatchObject([
      {
        code: 'malformed-udid',
        severity: 'warning',
        message: expect.stringContaining('Odd UDID: UDID version is 0, the only defined one is 1; ') as string,
      },
    ])
  })
})

describe('--with-fixed', () => {
  it('walks even where nobody acknowledged the general Get UDID', async () => {
    const { session, asked } = scriptedSession(({ written: [code = 0] }) =>
      code === 0x3b ? udidReply(code, NOT_DISCOVERABLE, 0x3b) : nack(0),
    )
    const roster = await enumerate(session, enumerateOptions({ withFixed: true }))
    expect(roster.entries.map(({ state }) => `${state.udid} ${state.address} ${state.status}`)).toEqual([
      `${NOT_DISCOVERABLE} 29 ok`,
    ])
    expect(asked.filter(({ written: [code] }) => code === 0x04)).toEqual([])
  })
})

describe('an adapter that makes ACKs up', () => {
  it('gets no device list, and 0x61 nothing at all', async () => {
    const scenario = { ...cardOf(arp(PERSISTENT)), adapter: { quirks: ['acks-everything' as const] } }
    const { run } = await enumerateOn(scenario)
    expect(run.transactions.map(({ address }) => address)).toEqual(['0x7d', '0x7f'])
    expect(allCodes(run)).toEqual(['error acks-everything'])
    expect(run).toMatchObject({ complete: false, devices: [] })
  })
})

describe('lines held low from the start', () => {
  it.each([
    { scl_held: true, sda_held: true, expected: ['error stuck-sda', 'error stuck-scl'] },
    { scl_held: false, sda_held: true, expected: ['error stuck-sda'] },
    { scl_held: true, sda_held: false, expected: ['error stuck-scl'] },
  ])('(SCL $scl_held, SDA $sda_held) end the operation before anything is sent', async ({ expected, ...held }) => {
    const scenario = { ...cardOf(arp(PERSISTENT)), lines: { ...held, freed_after_clocks: null } }
    const { run, events } = await enumerateOn(scenario)
    expect(allCodes(run)).toEqual(expected)
    expect(run).toMatchObject({ complete: false, transactions: [] })
    expect(eventsOf(events, 'run-finished')).toMatchObject([{ complete: false }])
  })
})

describe('the fixed type', () => {
  it('is confirmed at the address it says, wherever that is', async () => {
    const { run } = await enumerateOn(cardOf(arp(FIXED, { address: '0x50' })))
    expect(outcome(run)).toEqual([`${FIXED} 0x50 kept ok confirmed`])
  })
})
