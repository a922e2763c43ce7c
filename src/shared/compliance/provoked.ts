import { addressCandidates } from '#shared/arp/udid-reply.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import { Unruled } from './ruling.ts'
import type { DeviceUnderTest } from './device-under-test.ts'

/**
 * Sends Assigns that are not to be taken, and looks whether one was: the device would have moved to the decoy, or would
 * be resolved. Leaves it at home.
 * @returns what shows that it was taken; undefined where it was not
 * @throws Unruled where it can't be told
 */
export async function provoked(
  dut: DeviceUnderTest,
  attempt: (decoy: number) => Promise<void>,
): Promise<string | undefined> {
  const takesPart = await dut.tryUnresolved()
  const decoy = dut.decoy()
  await attempt(decoy)
  const sign = await signOfAssign(dut, decoy, takesPart)
  await dut.assign()
  return sign
}

async function signOfAssign(dut: DeviceUnderTest, decoy: number, tookPart: boolean): Promise<string | undefined> {
  const reply = tookPart ? await dut.ask() : await dut.askAt(decoy)
  if (dut.isOwn(reply)) {
    return decoy !== dut.home && meanings(reply.addressByte).includes(decoy)
      ? `it is at ${formatAddress(decoy)} now`
      : undefined
  }
  if (tookPart) return 'it is resolved now'
  if (decoy !== dut.home) return undefined
  throw new Unruled('not-observable', 'it can be neither moved nor brought to take part, so an Assign leaves no trace')
}

/** The addresses that an address byte may mean, in whatever form the device reports it. */
function meanings(addressByte: number): readonly number[] {
  return [addressByte >> 1, ...addressCandidates(addressByte)]
}
