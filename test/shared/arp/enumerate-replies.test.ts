import { describe, expect, it } from 'vitest'
import type { ScenarioInput } from '#shared/sim/scenario-schema.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { allCodes, arp, cardOf, outcome, stepsOf, writtenTo61 } from '../../support/arp-card.ts'
import { enumerateOn } from '../../support/simulated-run.ts'

const { i217Strap0: PERSISTENT, nt400d11: VOLATILE } = UDID
type Faults = NonNullable<Extract<NonNullable<ScenarioInput['devices']>[number], { kind: 'arp' }>['faults']>

const REPLY_FAULTS = ['short-count', 'long-count', 'bad-pec'] as const
const CODE_OF = { 'short-count': 'short-count', 'long-count': 'long-count', 'bad-pec': 'pec-mismatch' } as const
const faulty = (...faults: Faults) => cardOf(arp(PERSISTENT, { faults }), arp(VOLATILE))

const assigns = (run: Parameters<typeof writtenTo61>[0]) => writtenTo61(run).filter((bytes) => bytes.startsWith('04'))

describe.each(['ideal', 'mcp2221'] as const)('over the %s adapter', (adapter) => {
  describe('a reply that is wrong', () => {
    it.each(REPLY_FAULTS)('once (%s) is asked for again, and nothing of it is used', async (fault) => {
      const liar = arp(PERSISTENT, { faults: [{ on: 'get-udid', do: fault, times: 1 }] })
      const { run } = await enumerateOn(cardOf(liar), {}, { adapter })
      expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio ok confirmed`])
      expect(allCodes(run)).toEqual([`warning ${CODE_OF[fault]}`])
      expect(run.statistics.retries).toBe(1)
    })

    it.each(REPLY_FAULTS)('always (%s), from the first look on, is answered with no write at all', async (fault) => {
      const liar = arp(PERSISTENT, { faults: [{ on: 'get-udid', do: fault }] })
      const { run } = await enumerateOn(cardOf(liar), {}, { adapter })
      expect(outcome(run)).toEqual([])
      expect(allCodes(run)).toEqual(expect.arrayContaining([`error ${CODE_OF[fault]}`, 'error foreign-device-at-0x61']))
      expect(run.transactions.filter(({ operation }) => operation === 'write')).toEqual([])
    })

    it.each(REPLY_FAULTS)('from a device that joins in the middle (%s) ends the run as an error', async (fault) => {
      const liar = arp(VOLATILE, {
        joins_after_ms: adapter === 'ideal' ? 7 : 45,
        faults: [{ on: 'get-udid', do: fault }],
      })
      const { run } = await enumerateOn(cardOf(arp(PERSISTENT), liar), {}, { adapter })
      expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio ok confirmed`])
      expect(allCodes(run)).toContain(`error ${CODE_OF[fault]}`)
      expect(run).toMatchObject({ complete: true, summary: { verdict: 'fail' } })
    })

    it.each(REPLY_FAULTS)('to the confirmation always (%s) leaves the device unconfirmed', async (fault) => {
      const { run } = await enumerateOn(faulty({ on: 'get-udid-directed', do: fault }), {}, { adapter })
      expect(outcome(run)).toEqual([
        `${PERSISTENT} 0x11 arpeggio unconfirmed`,
        `${VOLATILE} 0x12 arpeggio ok confirmed`,
      ])
      expect(run.devices[0]?.findings).toContainEqual(expect.objectContaining({ code: CODE_OF[fault] }))
      expect(run.summary.verdict).toBe('fail')
    })
  })

  it('filler of a resolved device ends the run, and is no retry', async () => {
    const { run } = await enumerateOn(cardOf(arp(PERSISTENT, { behaviour: 'filler-when-resolved' })), {}, { adapter })
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio ok confirmed`])
    expect(allCodes(run)).toEqual(['info filler-reply'])
    expect(run.statistics.retries).toBe(0)
  })

  it('a device that is not ready for 300 ms is waited for', async () => {
    const { run, clock } = await enumerateOn(cardOf(arp(PERSISTENT, { behaviour: 'not-ready-300ms' })), {}, { adapter })
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio ok confirmed`])
    expect(stepsOf(run, 'look').map(({ outcome: end, nack_index: at }) => [end, at])).toEqual([
      [expect.stringMatching(/^nack/), 2],
      ['ok', null],
    ])
    expect(stepsOf(run, 'look')[1]?.t_us).toBeGreaterThanOrEqual(300_000)
    expect(clock.nowUs()).toBeLessThan(600_000)
    expect(allCodes(run)).toEqual(['info nack-in-data'])
    expect(run.statistics.retries).toBe(1)
  })

  describe('an Assign', () => {
    it.each([
      { index: 1, code: 'nack-command', where: 'the command byte' },
      { index: 2, code: 'nack-in-data', where: 'the byte count' },
      ...Array.from({ length: 16 }, (_, i) => ({
        index: 3 + i,
        code: 'nack-in-data',
        where: `byte ${i} of the UDID`,
      })),
      { index: 19, code: 'nack-in-data', where: 'the address byte' },
      { index: 20, code: 'nack-pec', where: 'the PEC' },
    ])('refused once at byte $index is sent again, and taken', async ({ index, code, where }) => {
      const refuses = arp(PERSISTENT, { faults: [{ on: 'assign', do: 'nack-at', index, times: 1 }] })
      const { run } = await enumerateOn(cardOf(refuses), {}, { adapter })
      expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio ok confirmed`])
      const known = run.devices[0]?.findings[0]?.code !== 'nack-unknown-byte'
      expect(run.devices[0]?.findings).toMatchObject([
        {
          code: known ? code : 'nack-unknown-byte',
          severity: 'info',
          message: `Assign 0x11: ${known ? where : "a byte (this adapter can't tell which)"} was refused, taken when sent again`,
        },
      ])
      expect(run.statistics.retries).toBe(1)
    })

    it.each([1, 5, 19, 20])('refused at byte %i every time is given up, and the device is failed', async (index) => {
      const { run } = await enumerateOn(faulty({ on: 'assign', do: 'nack-at', index }), {}, { adapter })
      expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio failed`])
      expect(allCodes(run)).toContain('error assign-not-taken')
      expect(assigns(run)).toHaveLength(9)
      expect(run).toMatchObject({ complete: true, summary: { verdict: 'fail' } })
    })

    it('that is acknowledged and ignored is sent in three rounds', async () => {
      const { run } = await enumerateOn(faulty({ on: 'assign', do: 'ignore' }), {}, { adapter })
      expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio failed`])
      expect(assigns(run)).toHaveLength(3)
      expect(run.devices[0]?.findings).toMatchObject([
        { code: 'assign-not-taken', severity: 'info' },
        { code: 'assign-not-taken', message: expect.stringContaining('after 3 rounds of Assign') as string },
      ])
    })

    it('that is ignored once is healed by the next round', async () => {
      const { run } = await enumerateOn(faulty({ on: 'assign', do: 'ignore', times: 1 }), {}, { adapter })
      expect(outcome(run)).toEqual([
        `${PERSISTENT} 0x11 arpeggio ok confirmed`,
        `${VOLATILE} 0x12 arpeggio ok confirmed`,
      ])
      expect(allCodes(run)).toEqual(['info assign-not-taken'])
    })

    it('of a device whose firmware is not ready waits 300 ms before it is sent again', async () => {
      const refuses = arp(PERSISTENT, { faults: [{ on: 'assign', do: 'nack-at', index: 2, times: 2 }] })
      const { run } = await enumerateOn(cardOf(refuses), {}, { adapter })
      const [first, second, third] = stepsOf(run, 'assign').map(({ t_us: at }) => at)
      expect(Number(second) - Number(first)).toBeGreaterThanOrEqual(300_000)
      expect(Number(third) - Number(second)).toBeGreaterThanOrEqual(300_000)
      expect(outcome(run)[0]).toBe(`${PERSISTENT} 0x11 arpeggio ok confirmed`)
    })
  })

  it('an assigned device that nobody can ask is unconfirmed, and the transactions that show it are named', async () => {
    const { run } = await enumerateOn(faulty({ on: 'get-udid-directed', do: 'ignore' }), {}, { adapter })
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio unconfirmed`, `${VOLATILE} 0x12 arpeggio ok confirmed`])
    expect(run.devices[0]?.findings).toMatchObject([{ code: 'nack-command', severity: 'error' }])
  })
})

describe('a device with a wrong PEC', () => {
  const badPec = arp(PERSISTENT, { faults: [{ on: 'get-udid', do: 'bad-pec' }] })
  const allBad = arp(PERSISTENT, {
    faults: [
      { on: 'get-udid', do: 'bad-pec' },
      { on: 'get-udid-directed', do: 'bad-pec' },
    ],
  })

  it('is given an address in tolerant mode, and confirmed by a directed reply that is right', async () => {
    const { run } = await enumerateOn(cardOf(badPec), {}, { policy: { pec: 'tolerant' } })
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio ok confirmed`])
  })

  it('in tolerant mode is never confirmed by a reply whose PEC is wrong', async () => {
    const { run } = await enumerateOn(cardOf(allBad, arp(VOLATILE)), {}, { policy: { pec: 'tolerant' } })
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio unconfirmed`, `${VOLATILE} 0x12 arpeggio ok confirmed`])
  })

  it('in tolerant mode is not said to have been right when read again', async () => {
    const { run } = await enumerateOn(cardOf(badPec), {}, { policy: { pec: 'tolerant' } })
    expect(run.findings.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      'warning The first Get UDID: PEC wrong (got 0xab, expected 0x54), the same when read again: used, though no proof (--pec tolerant)',
      'warning Get UDID: PEC wrong (got 0xab, expected 0x54), the same when read again: used, though no proof (--pec tolerant)',
    ])
  })

  it('that differs every time is refused in tolerant mode too', async () => {
    const twice = arp(PERSISTENT, { faults: [{ on: 'get-udid', do: 'bad-pec', times: 1 }] })
    const { run } = await enumerateOn(cardOf(twice), {}, { policy: { pec: 'tolerant' } })
    expect(allCodes(run)).toEqual(['warning pec-mismatch'])
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio ok confirmed`])
  })

  it.each(['strict', 'tolerant'] as const)(
    'that comes of devices which do not arbitrate ends with none confirmed (%s)',
    async (pec) => {
      const card = cardOf(
        arp(PERSISTENT, { behaviour: 'no-arbitration' }),
        arp(UDID.badge, { behaviour: 'no-arbitration' }),
      )
      const { run, card: after } = await enumerateOn(card, {}, { policy: { pec } })
      expect(run.summary).toMatchObject({ verdict: 'fail', confirmed: 0 })
      expect(after.devices().map(({ addressValid }) => addressValid)).toEqual([false, false])
    },
  )
})

describe('an address byte', () => {
  it('with bit 0 clear is taken for the shifted address, and remarked on', async () => {
    const { run } = await enumerateOn(cardOf(arp(PERSISTENT, { address: '0x20', behaviour: 'st-raw-address' })))
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x20 kept ok confirmed`])
    expect(run.devices[0]?.findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'bit0-zero: Reports 0x20 as 0x40: bit 0 should be 1',
      'bit0-zero: Reports its address as 0x40: bit 0 should be 1',
    ])
  })

  it('that is the address itself is found out by a directed Get UDID for each of its meanings', async () => {
    const { run } = await enumerateOn(cardOf(arp(PERSISTENT, { address: '0x20', behaviour: 'unshifted-address' })))
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x20 kept unconfirmed`])
    expect(run.devices[0]?.address_before).toBe('0x20')
    expect(allCodes(run)).toEqual(['warning unshifted-address', 'error unshifted-address'])
  })

  it('is sent with bit 0 clear, so that a device that keeps it raw can be found at it', async () => {
    const { run, card } = await enumerateOn(cardOf(arp(VOLATILE, { behaviour: 'st-raw-address' })))
    expect(outcome(run)).toEqual([`${VOLATILE} 0x11 arpeggio ok confirmed`])
    expect(card.devices()).toMatchObject([{ address: 0x11, addressValid: true }])
    expect(assigns(run)[0]?.slice(36, 38)).toBe('22')
  })

  it('of a kernel test target, unshifted and with no directed commands, leaves it unconfirmed', async () => {
    const target = arp(UDID.kernelIntended, {
      address: '0x20',
      behaviour: 'unshifted-address',
      faults: [
        { on: 'get-udid-directed', do: 'ignore' },
        { on: 'reset', do: 'ignore' },
      ],
    })
    const { run } = await enumerateOn(cardOf(target, arp(VOLATILE)))
    expect(outcome(run)).toEqual([
      `${UDID.kernelIntended} 0x20 kept unconfirmed`,
      `${VOLATILE} 0x11 arpeggio ok confirmed`,
    ])
  })
})
