import type { LineLevels } from '#shared/i2c/bus.ts'
import type { SimClock } from './clock.ts'
import { Segment } from './segment.ts'
import type { ByteIntent } from './segment.ts'
import type { Presence } from './seat.ts'
import type { ExternalController } from './targets/external-controller.ts'
import type { SimTarget } from './targets/target.ts'
import { busFreeUs } from './timing.ts'
import type { ByteResult, WireController } from './wire-controller.ts'
import type { WireTrace } from './wire-trace.ts'

const CONTROLLER = 'controller'
const ALWAYS: Presence = { joinsAtUs: 0, leavesAtUs: null }
const LOST: ByteResult = { byte: 0xff, acked: false, lost: true, timedOut: false }

/**
 * The simulated open-drain wire: targets and other controllers attach to it, and one adapter drives it.
 * Other controllers run in the gaps the adapter leaves; one that has waited for the same bus-free moment
 * starts together with it, and the two arbitrate bit by bit.
 */
export class SimWire implements WireController {
  readonly #clock: SimClock
  readonly #segment = new Segment()
  /** Other controllers that have not sent their command yet. */
  #rivals: ExternalController[] = []
  /** The one that started together with the adapter, or goes on alone after the adapter lost to it. */
  #contender: ExternalController | null = null
  #isOurs = false
  #freeAtUs = 0
  /** See {@link WireController.stretchLimitUs}. */
  stretchLimitUs = 35_000

  constructor(clock: SimClock) {
    this.#clock = clock
  }

  /** See {@link WireController.nowUs}. */
  get nowUs(): number {
    return Math.max(this.#clock.nowUs(), this.#segment.nowUs)
  }

  /** See {@link WireController.clockHz}. */
  get clockHz(): number {
    return this.#segment.clockHz
  }

  set clockHz(clockHz: number) {
    this.#segment.clockHz = clockHz
  }

  /** Told of every bit on the wire while set. */
  set trace(trace: WireTrace | undefined) {
    this.#segment.trace = trace
  }

  /** Puts a target on the wire, for good unless `presence` says otherwise. */
  attach(target: SimTarget, presence: Presence = ALWAYS): void {
    this.#segment.attach(target, presence)
  }

  /** Lets another controller use the wire. */
  attachController(controller: ExternalController): void {
    this.#rivals.push(controller)
    this.#rivals.sort((a, b) => a.atUs - b.atUs)
  }

  /** Whether `target` is on the wire, as of the last START or {@link SimWire.settle}. */
  isPresent(target: SimTarget): boolean {
    return this.#segment.isPresent(target)
  }

  /** Lets everything happen that was due while the adapter left the wire alone: other controllers, joins and leaves. */
  settle(): void {
    if (this.#isOurs) return
    const nowUs = this.nowUs
    if (this.#contender) this.#runAlone(this.#contender)
    for (;;) {
      const rival = this.#rivals[0]
      if (!rival || Math.max(rival.atUs, this.#freeAtUs) >= nowUs) break
      if (!this.#startRival(rival)) break
      this.#runAlone(rival)
    }
    this.#segment.nowUs = Math.max(nowUs, this.#segment.nowUs)
    this.#segment.updatePresence()
  }

  /** See {@link WireController.lines}. */
  lines(): LineLevels {
    this.settle()
    this.#syncToClock()
    return this.#segment.lines()
  }

  /** See {@link WireController.start}. */
  start(): 'ok' | 'stuck' {
    if (this.#isOurs) return this.#repeatStart()
    this.settle()
    this.#segment.nowUs = Math.max(this.nowUs, this.#freeAtUs)
    const rival = this.#rivals[0]
    const together = rival !== undefined && rival.atUs <= this.#segment.nowUs
    if (!this.#segment.start(false)) return 'stuck'
    this.#isOurs = true
    this.#contender = together ? rival : null
    return 'ok'
  }

  /** See {@link WireController.send}. */
  send(byte: number): ByteResult {
    return this.#clockByte({ name: CONTROLLER, sends: byte, acks: false })
  }

  /** See {@link WireController.receive}. */
  receive(ack: boolean): ByteResult {
    return this.#clockByte({ name: CONTROLLER, sends: null, acks: ack })
  }

  /** See {@link WireController.stop}. */
  stop(): void {
    // Who lost the bus to another controller has let go of it already; the STOP will be the other's.
    if (!this.#isOurs && this.#contender) return
    this.#syncToClock()
    this.#segment.stop()
    this.#freeAtUs = this.#segment.nowUs + busFreeUs(this.clockHz)
    if (this.#contender) this.#endShared(this.#contender)
    this.#isOurs = false
  }

  /** See {@link WireController.holdClock}. */
  holdClock(us: number): void {
    this.#segment.holdClock(us)
  }

  /** See {@link WireController.pulseClock}. */
  pulseClock(): LineLevels {
    this.settle()
    this.#syncToClock()
    return this.#segment.pulse()
  }

  /** Within a transaction of ours SCL is low between two bytes, so time that passed meanwhile is a hold. */
  #syncToClock(): void {
    const behindUs = this.nowUs - this.#segment.nowUs
    if (this.#isOurs) this.#segment.holdClock(behindUs)
    else this.#segment.nowUs += behindUs
  }

  #repeatStart(): 'ok' | 'stuck' {
    this.#syncToClock()
    const rival = this.#contender
    if (rival?.step.kind === 'repeated-start') rival.restarted()
    else if (rival) this.#outlast(rival)
    return this.#segment.start(true) ? 'ok' : 'stuck'
  }

  #clockByte(intent: ByteIntent): ByteResult {
    if (!this.#isOurs) return LOST
    this.#syncToClock()
    const rival = this.#contender
    const step = rival?.step
    if (rival && step?.kind === 'byte') {
      const [ours = LOST, theirs = LOST] = this.#segment.clockByte([intent, step.intent], this.stretchLimitUs)
      rival.clocked(theirs)
      if (theirs.lost || theirs.timedOut) this.#contender = null
      // Whoever wins goes on alone; the loser only learns of it.
      if (ours.lost) this.#isOurs = false
      return ours
    }
    if (rival) this.#outlast(rival)
    return this.#segment.clockByte([intent], this.stretchLimitUs)[0] ?? LOST
  }

  /** The adapter goes on where the other controller would do something else: that one sees it lost the bus. */
  #outlast(rival: ExternalController): void {
    rival.lost()
    this.#contender = null
  }

  /** Our STOP: theirs too when both sent the same to the end. */
  #endShared(rival: ExternalController): void {
    if (rival.step.kind === 'stop') this.#finish(rival)
    else this.#outlast(rival)
  }

  #startRival(rival: ExternalController): boolean {
    this.#segment.nowUs = Math.max(rival.atUs, this.#freeAtUs)
    return this.#segment.start(false)
  }

  #runAlone(rival: ExternalController): void {
    for (;;) {
      const { step } = rival
      if (step.kind === 'stop') break
      if (step.kind === 'repeated-start') {
        if (!this.#segment.start(true)) break
        rival.restarted()
        continue
      }
      const [result = LOST] = this.#segment.clockByte([step.intent], this.stretchLimitUs)
      rival.clocked(result)
      if (result.lost || result.timedOut) break
    }
    this.#segment.stop()
    this.#freeAtUs = this.#segment.nowUs + busFreeUs(this.clockHz)
    this.#finish(rival)
  }

  /** It tries no more: sent, refused, or met a bus that does not work. */
  #finish(rival: ExternalController): void {
    this.#contender = null
    this.#rivals = this.#rivals.filter((other) => other !== rival)
  }
}
