import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildCard } from '#shared/sim/card.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { kernelTree, USB_BUS, type KernelTree } from '../main/ports/kernel-tree.ts'
import { UDID } from '../vectors/arp-frames.ts'
import { CARDS } from './cards.ts'
import type { Case } from './cases.ts'
import { CATALOGUE } from './catalogue.ts'
import type { Fault } from './fault.ts'
import { judge } from './judge.ts'
import { Matrix } from './matrix.ts'
import { NoisyWire } from './noisy-wire.ts'
import { Witness } from './witness.ts'

let tree: KernelTree
let matrix: Matrix
beforeAll(async () => {
  tree = await kernelTree([USB_BUS])
  matrix = new Matrix({ sysfsRoot: tree.sysfsRoot, number: USB_BUS.number })
})
afterAll(() => tree[Symbol.asyncDispose]())

const [card = CARDS[0]!] = CARDS
const unplugged = CATALOGUE.find(({ name }) => name === 'unplugged, after 1 reports')!

function caseOf(fault: Fault): Case {
  return { number: 1, fault, adapter: 'mcp2221', card, moment: { seq: 8, step: 'assign' }, seed: 1 }
}

describe('the judge of the fault matrix', () => {
  it('passes a run that was cut short and says why', async () => {
    const { judgement } = await matrix.try(caseOf(unplugged))
    expect(judgement).toMatchObject({ ending: 'stopped', wrong: [] })
  })

  it('sees a cause that no finding names', async () => {
    const { judgement } = await matrix.try(caseOf({ ...unplugged, named: ['pool-exhausted'] }))
    expect(judgement.wrong).toEqual(['no finding names the cause; there are: adapter-lost'])
  })

  it('sees a bus left open, a byte written to a foreign address, and a claim that is not so', async () => {
    const one = caseOf(unplugged)
    const sound = await matrix.soundRun('mcp2221', card)
    const { performed } = await matrix.try(one)
    const run = performed!.run!
    const silent = { ...run, findings: [], bus: { ...run.bus, lines_after: { scl: 'high', sda: 'high' } } as const }
    const { wire } = performed!.rig
    wire.stop()
    wire.start()
    wire.send(0xa0)
    wire.send(0x00)
    performed!.witness.lies.push('a claim')
    const { wrong } = judge(one, { ...performed!, run: silent }, sound)
    expect(wrong).toEqual([
      'confirmed what is not so: a claim',
      '1 bytes written to another address than 0x61',
      'the bus is left open, and nothing says so',
      'no finding names the cause; there are: none',
    ])
  })

  it('takes a defect for a failure, and goes on', async () => {
    const { judgement } = await matrix.try({ ...caseOf(unplugged), card: { ...card, scenario: undefined! } })
    expect(judgement.wrong).toEqual([expect.stringMatching(/^a defect: TypeError/) as string])
  })
})

describe('the witness', () => {
  it('holds a claim against the card at the moment it is made, and once', () => {
    const clock = new SimClock()
    const witness = new Witness(buildCard(card.scenario, clock))
    const claim = { type: 'device', device: 0, address: 0x14, addressBefore: null, assignedBy: 'kept' } as const
    const state = { ...claim, deviceClass: 'arp-capable', confirmed: true, status: 'ok', evidence: [7] } as const
    witness.see({ ...state, udid: UDID.alveo })
    expect(witness.lies).toEqual([])
    const lie = { ...state, device: 1, udid: UDID.nt400d11 }
    witness.see(lie)
    witness.see(lie)
    expect(witness.lies).toEqual([`${UDID.nt400d11} at 0x14`])
  })
})

describe('the noisy wire', () => {
  it('lets a byte be taken and reads its ACK as a refusal, once', () => {
    const wire = new NoisyWire(buildCard(card.scenario, new SimClock()).wire)
    wire.arm({ do: 'nack', byte: 0 }, false)
    const acks = [0, 1].map(() => {
      wire.start()
      const { acked } = wire.send(0xc2)
      wire.stop()
      return acked
    })
    expect(acks).toEqual([false, true])
  })
})
