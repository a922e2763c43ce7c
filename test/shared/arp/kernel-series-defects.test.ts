import { describe, expect, it } from 'vitest'
import { encodeAssignment } from '#shared/arp/commands.ts'
import { WIDE_POOL, parsePool } from '#shared/arp/address-pool.ts'
import { decodeUdid } from '#shared/arp/udid.ts'
import { watch } from '#shared/arp/watch.ts'
import { formatHex } from '#shared/i2c/hex.ts'
import { reservationOf } from '#shared/i2c/address.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { allCodes, arp, cardOf, outcome, stepsOf, writtenTo61 } from '../../support/arp-card.ts'
import { enumerateOn, enumerateOptions, runOn } from '../../support/simulated-run.ts'
import { nack, scriptedSession } from '../../support/scripted-link.ts'

/** What the proposed Linux series for SMBus ARP gets wrong, by its reading: each held the other way here. */
describe('unlike the kernel series, an enumeration', () => {
  it('1: takes nothing from a reply whose count is not 17, and so sends none of it out again', async () => {
    const liar = arp(UDID.i210, { faults: [{ on: 'get-udid', do: 'short-count', times: 5 }] })
    const { run } = await enumerateOn(cardOf(liar), { prepareAnyway: true })
    expect(stepsOf(run, 'assign').map(({ written }) => written.slice(4, 36))).toEqual([UDID.i210])
  })

  it('2: shifts the address byte, both ways', async () => {
    const { run, card } = await enumerateOn(
      cardOf(arp(UDID.i217Strap1, { address: '0x64' }), arp(UDID.nt400d11), arp(UDID.badge)),
    )
    expect(stepsOf(run, 'get-udid')[0]?.read).toBe(`11${UDID.i217Strap1}c9c3`)
    expect(stepsOf(run, 'assign').map(({ written }) => written.slice(36, 38))).toEqual(['c8', '22', '24'])
    expect(card.devices().map(({ address }) => address)).toEqual([0x64, 0x12, 0x11])
  })

  it('3: reads the fields of a UDID most significant byte first', () => {
    expect(decodeUdid(UDID.i210)).toMatchObject({ vendor: 0x8086, device: 0x1531, interface: 0x0004 })
    expect(decodeUdid(UDID.nt400d11)).toMatchObject({ interface: 0x0025, subsystemVendor: 0x18f4 })
  })

  it('4: reserves 0x37, the ZONE WRITE address, and not 0x15', () => {
    expect(reservationOf(0x37)?.kind).toBe('hard')
    expect(reservationOf(0x15)).toBeUndefined()
  })

  it('5: reserves 0x61 and 0x78-0x7f, and gives 0x58-0x5f out', () => {
    expect(() => parsePool('0x61')).toThrow(SyntaxError)
    expect(() => parsePool('0x78')).toThrow(SyntaxError)
    expect(WIDE_POOL).toEqual(expect.arrayContaining([0x58, 0x5f]))
  })

  it.each([
    { name: 'refuses every Assign', fault: { on: 'assign', do: 'nack-at', index: 5 } as const },
    { name: 'takes every Assign and stays unresolved', fault: { on: 'assign', do: 'ignore' } as const },
  ])('6: ends with a device that $name', async ({ fault }) => {
    const { run } = await enumerateOn(cardOf(arp(UDID.i210, { faults: [fault] })))
    expect(outcome(run)).toEqual([`${UDID.i210} 0x11 arpeggio failed`])
    expect(run.transactions.length).toBeLessThan(40)
  })

  it('7: sends Prepare three times, asks three times before the end, and confirms every Assign', async () => {
    const { run } = await enumerateOn(cardOf(arp(UDID.i210)))
    expect(writtenTo61(run)).toEqual([
      '03',
      ...['01c0', '01c0', '01c0'],
      '03',
      `0411${UDID.i210}22e9`,
      '23',
      ...['03', '03', '03'],
    ])
  })

  it('8: waits for no notification: newcomers are asked for by the general command, never at 0x61 itself', async () => {
    const { run } = await runOn(cardOf(arp(UDID.i217Strap0), arp(UDID.i210, { joins_after_ms: 1000 })), (session) =>
      watch(session, { ...enumerateOptions(), intervalMs: 2000, forMs: 2000, assign: true }),
    )
    expect(outcome(run)[1]).toBe(`${UDID.i210} 0x12 arpeggio ok confirmed`)
    expect(writtenTo61(run)).not.toContain('c3')
  })

  it('9: checks an address that a device holds against all others', async () => {
    const { run } = await enumerateOn(
      cardOf(arp(UDID.i217Strap0, { address: '0x64' }), arp(UDID.i210, { address: '0x64' })),
    )
    expect(outcome(run)).toEqual([
      `${UDID.i217Strap0} 0x64 kept ok confirmed`,
      `${UDID.i210} 0x11 arpeggio ok confirmed`,
    ])
    expect(allCodes(run)).toEqual([])
  })
})

describe('every byte of an Assign', () => {
  it('is count, UDID, shifted address and PEC of the published vector', async () => {
    const { session, asked } = scriptedSession(() => nack(1))
    await session.assign(encodeAssignment(UDID.i217Strap1, 0x10))
    expect(asked.map(({ written }) => formatHex(Uint8Array.from(written)))).toEqual([`0411${UDID.i217Strap1}202d`])
  })
})
