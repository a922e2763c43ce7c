import type { UdidReply } from '#shared/arp/udid-reply.ts'
import { Unruled } from './ruling.ts'
import type { DeviceUnderTest } from './device-under-test.ts'

/**
 * Sends the device a directed Reset and asks who takes part: gives its reply, whose UDID a random-type device has
 * renewed. It is to be assigned its address again.
 * @throws Unruled where a Reset might rewrite its memory, or it does not show itself afterwards
 */
export async function afterReset(dut: DeviceUnderTest): Promise<Extract<UdidReply, { kind: 'udid' | 'bad-pec' }>> {
  dut.mayRewrite('resetting')
  await dut.resolved()
  const sent = await dut.resetAt(dut.home)
  const reply = await dut.ask()
  if (dut.follow(reply) && dut.isOwn(reply)) return reply
  await dut.prepare()
  dut.follow(await dut.ask())
  await dut.assign()
  const why = sent.outcome === 'ok' ? 'it does not take part after a Reset' : 'it refuses a directed Reset'
  throw new Unruled('not-observable', `${why}; see reset-clears-ar`)
}
