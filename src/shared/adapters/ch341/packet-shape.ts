import { SELF_TEST_ADDRESSES } from '#shared/i2c/self-test.ts'
import { PACKET, STREAM } from './codec.ts'
import type { PacketExchange, Question } from './exchange.ts'
import type { PacketShape } from './stream.ts'

/** Bits of {@link shapeTest}: two of START, address and one byte, and a STOP. */
const TEST_BITS = 2 * (1 + 9 + 9) + 1

/**
 * Whether the chip gives several status bytes in one packet: the vendor describes the sub-command as an
 * ordinary one, but no driver is known to use it more than once. Asks for two in one packet, with a repeated
 * START between them and data after each, by one-byte reads of addresses that nobody may have; whether one is
 * acknowledged all the same is not looked at here. Undefined when nothing came, which tells nothing.
 * @throws BusError `closed` or `adapter`
 */
export async function testPacketShape(
  exchange: PacketExchange,
  clockHz: number,
): Promise<PacketShape['statuses'] | undefined> {
  const question = shapeTest(clockHz)
  const reply = await exchange.askLoosely(question)
  if (reply?.length === question.replyBytes) return 'many'
  // What comes after a wrong answer must not be taken for the answer to something else.
  await exchange.drain()
  await exchange.release()
  return reply ? 'one' : undefined
}

/** `AA 74 80 FB C0 74 80 FF C0 75 00`, answered by status, byte, status, byte. */
function shapeTest(clockHz: number): Question {
  const reads = SELF_TEST_ADDRESSES.flatMap((address) => [STREAM.start, STREAM.send, (address << 1) | 1, STREAM.read])
  return {
    bytes: Uint8Array.of(PACKET.stream, ...reads, STREAM.stop, STREAM.end),
    replyBytes: 2 * SELF_TEST_ADDRESSES.length,
    wireUs: (TEST_BITS * 1e6) / clockHz,
  }
}
