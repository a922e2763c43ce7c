import { CLAUSE } from '#shared/arp/clause.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notObservable, pass } from '../ruling.ts'
import type { DeviceUnderTest } from '../device-under-test.ts'

const TIMES = 3
/** tLOW:SEXT. */
const LONGEST_STRETCH_MS = 25
/** A directed Get UDID: 22 bytes of nine bits, START, repeated START and STOP. */
const BITS = 22 * 9 + 3

/** Replies do not take longer than a message may. */
export const clockStretch: ComplianceCheck = {
  id: 'clock-stretch',
  title: 'Stretches the clock by 25 ms at most in one message',
  objective: 'A target that holds SCL longer makes controllers and other targets give up.',
  steps: [`${TIMES} directed Get UDIDs, timed from the host`, 'Take off the time that their bits need'],
  passRule:
    'The quickest of them took no more than 25 ms besides; time the adapter and the computer took counts as stretching.',
  clause: CLAUSE.stretch,
  directedOnly: true,
  async run(dut) {
    if (!dut.parts.directedOnly) await dut.assign()
    const { clockHz } = dut.session
    const bitsMs = clockHz > 0 ? (1000 * BITS) / clockHz : 0
    const times: number[] = []
    for (let time = 0; time < TIMES; time++) {
      const ms = await timed(dut)
      if (ms !== undefined) times.push(ms - bitsMs)
    }
    if (times.length === 0) return notObservable('it does not answer directed Get UDID; see get-udid-directed')
    const quickest = Math.min(...times)
    if (quickest <= LONGEST_STRETCH_MS) return pass(`at most ${quickest.toFixed(1)} ms besides the bits`)
    return fail(
      `at least ${quickest.toFixed(1)} ms besides the bits, each time; a slow computer or adapter adds to it, a scope tells`,
    )
  },
}

async function timed(dut: DeviceUnderTest): Promise<number | undefined> {
  const from = dut.session.nowMs()
  const reply = await dut.askAt(dut.home)
  return dut.isOwn(reply) ? dut.session.nowMs() - from : undefined
}
