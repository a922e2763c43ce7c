import { CARD_POOL } from '#shared/arp/address-pool.ts'
import type { I2cBus } from '#shared/i2c/bus.ts'
import { Recorder, RecordedBus } from '#shared/i2c/recorder.ts'
import { SIM_BUS_CAPABILITIES } from '#shared/sim/bus.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { leastCpuUs } from './least.ts'
import type { BenchTable } from './table.ts'

const TRANSACTIONS = 20_000
const UDID_REPLY = new Uint8Array(19)
/** Get UDID on the wire: 22 bytes and a repeated START, at 100 kHz. */
const WIRE_US = 2000
/** Recording may take this much of the time that the transaction takes on the wire. */
const MAX_SHARE = 0.01

/** What it costs to number, time and keep a transaction, beside a bus that answers at once. */
export async function benchRecorder(): Promise<readonly BenchTable[]> {
  const clock = new SimClock(0)
  const bus = instantBus()
  const recorded = new RecordedBus(bus, new Recorder(clock, () => undefined))
  const [, bare, all] = [await ask(bus), await ask(bus), await ask(recorded)]
  const share = (all - bare) / WIRE_US
  return [
    {
      title: 'The recorder',
      method:
        'CPU time of one recorded Get UDID beyond the bus call itself, as a share of its 2 ms on the wire at 100 kHz.',
      columns: ['transaction', 'share of wire time'],
      rows: [['Get UDID', `${(share * 100).toFixed(3)} %`]],
      broken: share > MAX_SHARE ? [`recording takes ${(share * 100).toFixed(1)} % of the wire time`] : [],
    },
  ]
}

function ask(bus: Pick<I2cBus, 'writeRead'>): Promise<number> {
  const address = CARD_POOL[0] ?? 0
  const command = Uint8Array.of(0x03)
  return leastCpuUs(TRANSACTIONS, () => bus.writeRead(address, command, UDID_REPLY.length))
}

function instantBus(): I2cBus {
  const report = { outcome: 'ok', nackIndex: null, usbTransfers: 6, srGapUs: 0, wireTimeUs: WIRE_US } as const
  const settle = () => Promise.resolve({ ...report, data: UDID_REPLY })
  return {
    capabilities: SIM_BUS_CAPABILITIES,
    clockHz: 100_000,
    write: settle,
    read: settle,
    writeRead: settle,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
