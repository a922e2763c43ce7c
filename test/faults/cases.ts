import type { Step } from '#shared/arp/events.ts'
import type { Run } from '#shared/run/run.ts'
import { createRandom, type RandomSource } from '#shared/sim/random.ts'
import type { FaultOccasion } from '#shared/sim/targets/arp-fault.ts'
import { ExternalController } from '#shared/sim/targets/external-controller.ts'
import { LineHolder } from '#shared/sim/targets/held-lines.ts'
import type { Card } from './cards.ts'
import { CARDS } from './cards.ts'
import { CATALOGUE } from './catalogue.ts'
import type { Fault } from './fault.ts'
import { ADAPTERS, type AdapterName, type Rig } from './rig.ts'

/** A transaction of a sound run: before it a fault strikes. */
export interface Moment {
  /** Counted from 1. */
  readonly seq: number
  readonly step: Step
}

/** One case of the matrix. */
export interface Case {
  readonly number: number
  readonly fault: Fault
  readonly adapter: AdapterName
  readonly card: Card
  /** Null: the fault is there from the beginning. */
  readonly moment: Moment | null
  /** What is random in it follows from this. */
  readonly seed: number
}

const SEED = 20_261_122

/** The sound run of a card on an adapter, from which its moments are taken. */
export type SoundRun = (adapter: AdapterName, card: Card) => Promise<Run>

/** Every case, in an order that never changes for one catalogue: its number names it. */
export async function everyCase(soundRun: SoundRun): Promise<Case[]> {
  const cases: Case[] = []
  const random = createRandom(SEED)
  for (const adapter of ADAPTERS) {
    for (const card of CARDS) {
      const moments = momentsOf(await soundRun(adapter, card))
      for (const fault of CATALOGUE) {
        for (const moment of momentsFor(fault, adapter, card, chosen(moments, card, random))) {
          cases.push({ number: cases.length + 1, fault, adapter, card, moment, seed: random() })
        }
      }
    }
  }
  return cases
}

/** The name a case has in reports. */
export function nameOf({ number, fault, adapter, card, moment }: Case): string {
  const when = moment === null ? 'from the beginning' : `before transaction ${moment.seq} (${moment.step})`
  return `case ${number}: ${fault.name}; ${when}; card “${card.name}”; ${adapter}`
}

/** Does the fault of a case to a rig. */
export function strikeOf({ fault: { strike }, moment, seed, card }: Case): (rig: Rig, stop: AbortController) => void {
  return (rig, stop) => {
    const nowUs = rig.wire.nowUs
    switch (strike.layer) {
      case 'target': {
        const victims = card.scenario.devices.filter(({ kind }) => kind === 'arp').length
        const { fault, times } = strike
        const on = (moment && OCCASION[moment.step]) ?? 'any'
        rig.card.befall(seed % Math.max(1, victims), { ...fault, on, times })
        return
      }
      case 'wire':
        rig.wire.arm(strike.noise, strike.forGood)
        return
      case 'lines': {
        const leavesAtUs = strike.forMs === null ? null : nowUs + strike.forMs * 1000
        rig.card.wire.attach(new LineHolder(strike.holds, null), { joinsAtUs: 0, leavesAtUs })
        return
      }
      case 'company':
        for (let i = 0; i < strike.times; i++) {
          rig.card.wire.attachController(new ExternalController(strike.sends, nowUs, `rival ${i}`))
        }
        if (strike.when === 'before') {
          rig.clock.advance(PAUSE_US * strike.times)
          rig.card.wire.settle()
        }
        return
      case 'port':
        rig.replies.begin(strike.tampering, strike.after)
        return
      case 'link':
        rig.bus.spoil(strike)
        return
      case 'kernel':
        rig.kernel.fail(strike.errno, strike.forGood)
        return
      case 'caller':
        stop.abort(new DOMException('stopped', 'AbortError'))
        return
      case 'chip':
    }
  }
}

/** The card of a case: a quirk of its adapter is written in its scenario. */
export function cardOf({ fault: { strike }, card }: Case): Card {
  if (strike.layer !== 'chip') return card
  return { ...card, scenario: { ...card.scenario, adapter: { quirks: [strike.quirk] } } }
}

/** Enough for another controller's longest command at 100 kHz. */
const PAUSE_US = 5000

/** Of the steps of an enumeration. */
const OCCASION: Partial<Record<Step, FaultOccasion>> = {
  'self-test': 'address',
  look: 'get-udid',
  walk: 'get-udid-directed',
  prepare: 'prepare',
  reset: 'reset',
  'get-udid': 'get-udid',
  probe: 'address',
  assign: 'assign',
  confirm: 'get-udid-directed',
}

/** Every transaction; of a walk only the first, the last and those that showed a UDID, for all others are alike. */
function momentsOf({ transactions }: Run): Moment[] {
  const walk = transactions.filter(({ step }) => step === 'walk')
  const ends = [walk.at(0), walk.at(-1)]
  return transactions.flatMap((transaction) => {
    const { seq, step, read, pec_expected: expected, pec_got: got } = transaction
    const isAlike = step === 'walk' && !(read.startsWith('11') && expected === got) && !ends.includes(transaction)
    return step === null || isAlike ? [] : [{ seq, step: step as Step }]
  })
}

function momentsFor(
  { strike, steps, adapters }: Fault,
  adapter: AdapterName,
  card: Card,
  moments: readonly Moment[],
): readonly (Moment | null)[] {
  if (adapters && !adapters.includes(adapter)) return []
  if (strike.layer === 'chip') return [null]
  const hasDevices = card.scenario.devices.some(({ kind }) => kind === 'arp')
  if (strike.layer === 'target' && !hasDevices) return []
  return steps ? moments.filter(({ step }) => steps.includes(step)) : moments
}

/** Of each step the first moment, the last and one between; any one where the card is tried in less detail. */
function chosen(moments: readonly Moment[], { inDetail }: Card, random: RandomSource): Moment[] {
  return Object.values(Object.groupBy(moments, ({ step }) => step)).flatMap((ofStep) => {
    if (!inDetail) return ofStep.slice(random() % ofStep.length).slice(0, 1)
    const between = ofStep.slice(1, -1)
    const any = between[random() % between.length]
    return [...ofStep.slice(0, 1), ...(any ? [any] : []), ...ofStep.slice(1).slice(-1)]
  })
}
