import { describe, expect, it } from 'vitest'
import { CLAUSE } from '#shared/arp/clause.ts'
import { step } from '#shared/arp/step.ts'
import { formatStepCommand, parseStepCommand } from '#shared/arp/step-command.ts'
import { arp, cardOf, writtenTo61 } from '../../support/arp-card.ts'
import { runOn } from '../../support/simulated-run.ts'
import { UDID } from '../../vectors/arp-frames.ts'

const { i217Strap0: PERSISTENT, nt400d11: VOLATILE } = UDID

const stepOn = async (texts: readonly string[], ...devices: Parameters<typeof cardOf>) =>
  (
    await runOn(cardOf(...devices), (session) => step(session, { commands: texts.map(parseStepCommand), before: [] }), {
      operation: 'step',
    })
  ).run

describe('parseStepCommand', () => {
  it.each(['prepare', 'reset', 'reset:0x12', 'get-udid', 'get-udid:0x12', 'assign:0x12', `assign:0x12:${VOLATILE}`])(
    'reads %s, and formatStepCommand gives it back',
    (text) => expect(formatStepCommand(parseStepCommand(text))).toBe(text),
  )

  it.each([
    ['reprepare', '"reprepare" is no ARP command'],
    ['prepare:0x12', '"prepare:0x12" is no ARP command'],
    ['assign', 'assign needs an address'],
    ['assign:0x61', "0x61 can't be given to a device"],
    ['get-udid:0x08', '0x08 is out of reach of directed ARP commands'],
    ['assign:0x12:4108', 'a UDID is 32 hex digits'],
  ])('refuses %s', (text, message) => expect(() => parseStepCommand(text)).toThrow(message))
})

it('sends one command for each, and says what came, by which clause, and the flags after it', async () => {
  const run = await stepOn(['prepare', 'get-udid', 'assign:0x12', 'get-udid'], arp(VOLATILE))
  expect(writtenTo61(run).map((written) => written.slice(0, 2))).toEqual(['01', '03', '04', '03'])
  const flags = { udid: VOLATILE, basis: 'known' }
  const unresolved = { ...flags, address: null, address_valid: false, address_resolved: false }
  const resolved = { ...flags, address: '0x12', address_valid: true, address_resolved: true }
  expect(run.steps).toEqual([
    { command: 'prepare', clause: CLAUSE.prepare, seq: 3, result: 'acknowledged to the end', devices: [unresolved] },
    {
      command: 'get-udid',
      clause: CLAUSE.getUdid,
      seq: 4,
      result: `${VOLATILE}, no address, PEC right`,
      devices: [unresolved],
    },
    { command: 'assign:0x12', clause: CLAUSE.assign, seq: 5, result: 'acknowledged to the end', devices: [resolved] },
    {
      command: 'get-udid',
      clause: CLAUSE.getUdid,
      seq: 6,
      result: 'refused: nobody is left who takes part',
      devices: [resolved],
    },
  ])
})

it('assigns nothing while no device has shown its UDID, and goes on', async () => {
  const run = await stepOn(['assign:0x12', 'get-udid'], arp(VOLATILE))
  expect(run.steps?.[0]?.seq).toBeNull()
  expect(run.steps?.[0]?.result).toContain('not sent: no device has shown its UDID')
  expect(writtenTo61(run)).toEqual(['03'])
})

it('assigns to the device that is named, whoever answered last', async () => {
  const run = await stepOn(['get-udid', `assign:0x12:${VOLATILE}`], arp(PERSISTENT), arp(VOLATILE))
  expect(run.steps?.[1]?.devices.map(({ address }) => address)).toEqual([null, '0x12'])
})
