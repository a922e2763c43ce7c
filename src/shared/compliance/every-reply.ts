import type { UdidReply } from '#shared/arp/udid-reply.ts'
import type { DeviceUnderTest } from './device-under-test.ts'

/** Every reply heard of the device so far, after one general and one directed Get UDID more; filler is none. */
export async function everyReply(dut: DeviceUnderTest): Promise<UdidReply[]> {
  if (!dut.parts.directedOnly) {
    await dut.assign()
    await dut.prepare()
    await dut.ask()
    await dut.assign()
  }
  await dut.askAt(dut.home)
  return dut.heard.filter((reply) => !(reply.kind === 'bad-count' && reply.filler))
}
