import { describe, expect, it } from 'vitest'
import { UDID } from '../../vectors/arp-frames.ts'
import { allCodes, arp, cardOf, eventsOf, outcome, writtenTo61 } from '../../support/arp-card.ts'
import { enumerateOn } from '../../support/simulated-run.ts'

/** What the fault matrix found: each was silent, or worse, before. */
describe('an enumeration', () => {
  it('takes a memory at 0x61 for none of its devices, whatever PEC its bytes happen to have', async () => {
    const memory = { kind: 'eeprom', address: '0x60', size: 512, contents: '11'.repeat(512) } as const
    const { run, card } = await enumerateOn(cardOf(memory))
    expect([card.eepromWrites(), run.devices]).toEqual([0, []])
    expect(run.findings.at(-1)).toMatchObject({ code: 'foreign-device-at-0x61', severity: 'error' })
    expect(writtenTo61(run).filter((written) => written.length > 2)).toEqual([])
  })

  it('misses a device that answered its first question and none after it', async () => {
    const gone = arp(UDID.i210, { faults: [{ on: 'prepare', do: 'vanish' }] })
    const { run } = await enumerateOn(cardOf(gone, arp(UDID.nt400d11)))
    expect(outcome(run)).toEqual([`${UDID.nt400d11} 0x11 arpeggio ok confirmed`])
    expect(run.findings).toMatchObject([{ code: 'device-left', severity: 'error', evidence: [3] }])
  })

  it('calls a device unconfirmed from the moment it answers again', async () => {
    const rival = { kind: 'controller', at_ms: 8, sends: 'reset' } as const
    const { events } = await enumerateOn(cardOf(arp(UDID.nt400d11), rival))
    const returned = events.findIndex((event) => event.type === 'finding' && event.code === 'duplicate-udid')
    expect(returned).toBeGreaterThan(0)
    const [conflict, again] = eventsOf(events.slice(returned), 'device')
    expect([conflict?.status, again?.confirmed]).toEqual(['conflict', false])
  })

  it('says of a Prepare that was not acknowledged once of three times', async () => {
    const deaf = arp(UDID.nt400d11, { faults: [{ on: 'prepare', do: 'nack-at', index: 1, times: 1 }] })
    const { run } = await enumerateOn(cardOf(deaf))
    expect(run.findings).toMatchObject([
      { code: 'prepare-not-acknowledged', message: 'Nobody acknowledged Prepare to ARP, 1 of 3 times' },
    ])
  })

  it('says of a Reset Device that was refused once of three times', async () => {
    const deaf = arp(UDID.nt400d11, { faults: [{ on: 'reset', do: 'nack-at', index: 1, times: 1 }] })
    const { run } = await enumerateOn(cardOf(deaf), { resetFirst: true })
    expect(run.findings).toMatchObject([
      { code: 'nack-command', severity: 'info', message: 'The general Reset Device was refused, 1 of 3 times' },
    ])
  })

  it('says of a question that was refused once and answered when asked again', async () => {
    const { run } = await enumerateOn(
      cardOf(arp(UDID.nt400d11, { faults: [{ on: 'get-udid', do: 'nack-at', index: 1, times: 1 }] })),
    )
    expect(run.findings).toMatchObject([
      {
        code: 'nack-command',
        severity: 'info',
        message: 'The first Get UDID: refused once, answered when asked again',
      },
    ])
  })

  it('says of a device that answers directed questions and never the general one', async () => {
    const shy = arp(UDID.i210, { address: '0x12', faults: [{ on: 'get-udid', do: 'nack-at', index: 1 }] })
    const { run } = await enumerateOn(cardOf(shy), { withFixed: true })
    expect(outcome(run)).toEqual([`${UDID.i210} 0x12 device ok confirmed`])
    expect(allCodes(run)).toContain('warning nack-command')
  })

  it('says what was wrong with the first reply though a walk found devices', async () => {
    const liar = arp(UDID.i210, { address: '0x12', faults: [{ on: 'get-udid', do: 'bad-pec', times: 3 }] })
    const { run } = await enumerateOn(cardOf(liar))
    expect(allCodes(run)).toContain('error pec-mismatch')
  })
})
