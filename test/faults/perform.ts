import { AddressPool, CARD_POOL } from '#shared/arp/address-pool.ts'
import { enumerate } from '#shared/arp/enumerate.ts'
import type { ArpEvent } from '#shared/arp/events.ts'
import { runOperation } from '#shared/arp/operation.ts'
import { DEFAULT_POLICY } from '#shared/arp/policy.ts'
import type { ArpSession } from '#shared/arp/session.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { RunFold } from '#shared/run/fold.ts'
import type { Run } from '#shared/run/run.ts'
import type { OpenedBus } from '../../src/main/engine/opened-bus.ts'
import { enumerateOptions } from '../support/simulated-run.ts'
import type { Card } from './cards.ts'
import { buildRig, type AdapterName, type KernelPlace, type Rig } from './rig.ts'
import { Witness } from './witness.ts'
import { RUN_START } from '../support/run-start.ts'

/** What is to be done: a card enumerated through an adapter, and something that goes wrong meanwhile. */
export interface Attempt {
  readonly card: Card
  readonly adapter: AdapterName
  readonly place: KernelPlace
  readonly seed: number
  /** Transaction before which `strike` is called, counted from 1; before the adapter is opened where null. */
  readonly strikesAt: number | null
  readonly strike?: (rig: Rig, stop: AbortController) => void
}

/** What came of an attempt: the Run, where the adapter could be opened, and what the simulator knows besides. */
export interface Performed {
  readonly run: Run | null
  /** Why the adapter could not be opened. */
  readonly refusal: BusError | null
  readonly witness: Witness
  readonly rig: Rig
  readonly elapsedMs: number
}

/** More than any enumeration here needs: whoever gets this far goes round in circles. */
const MOST_TRANSACTIONS = 3000

/** Enumerates a card while something goes wrong. Rejects for a defect, a loop without end among them. */
export async function perform({ card, adapter, place, seed, strikesAt, strike }: Attempt): Promise<Performed> {
  const rig = buildRig(card.scenario, adapter, place, seed)
  const stop = new AbortController()
  const startUs = rig.clock.nowUs()
  const witness = new Witness(rig.card)
  let calls = 0
  const before = (): void => {
    if (++calls > MOST_TRANSACTIONS) throw new Error('endless: the core goes on asking')
    if (calls === strikesAt) strike?.(rig, stop)
  }
  const ended = (run: Run | null, refusal: BusError | null): Performed => {
    return { run, refusal, witness, rig, elapsedMs: (rig.clock.nowUs() - startUs) / 1000 }
  }
  if (strikesAt === null) strike?.(rig, stop)
  let opened: OpenedBus
  try {
    opened = await rig.open()
  } catch (error) {
    if (error instanceof BusError) return ended(null, error)
    throw error
  }
  await using bus = opened
  const options = enumerateOptions({ pool: new AddressPool(CARD_POOL, []), ...card.options })
  const body = (session: ArpSession): Promise<unknown> => enumerate(session, options)
  return ended(await operate(watched(bus, before), body, (event) => witness.see(event), stop.signal), null)
}

async function operate(
  bus: OpenedBus,
  body: (session: ArpSession) => Promise<unknown>,
  see: (event: ArpEvent) => void,
  signal: AbortSignal,
): Promise<Run> {
  const fold = new RunFold()
  const observe = (event: ArpEvent): void => {
    fold.add(event)
    see(event)
  }
  const start = { ...RUN_START, settings: { ...RUN_START.settings, clockHz: bus.clockHz } }
  await runOperation({ bus, policy: DEFAULT_POLICY, observe, signal, selfTest: true, start }, body)
  if (!fold.run) throw new Error('the operation never began')
  return fold.run
}

/** The bus, with `before` called before each transaction. */
function watched(bus: OpenedBus, before: () => void): OpenedBus {
  return {
    ...bus,
    connect: (recorder) =>
      new Proxy(bus.connect(recorder), {
        get(target, name) {
          const member: unknown = Reflect.get(target, name)
          if (typeof member !== 'function') return member
          return (...args: unknown[]): unknown => {
            before()
            return Reflect.apply(member, target, args)
          }
        },
      }),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  }
}
