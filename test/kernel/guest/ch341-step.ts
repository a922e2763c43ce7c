import { openCh341 } from '#shared/adapters/ch341/driver.ts'
import { claimAdapter, claimOwner } from '../../../src/main/engine/claim.ts'
import { systemClock } from '../../../src/main/engine/system-clock.ts'
import { ch341Target, discoverCh341, selectCh341 } from '../../../src/main/ports/discover-ch341.ts'
import { openUsbPort } from '../../../src/main/ports/usb-port.ts'
import type { Bench } from './bench.ts'
import { arpeggio } from './guest.ts'

const DEFAULT_ADDRESS = 0x61
const ABSENT_ADDRESS = 0x23
const PREPARE = Uint8Array.of(0x01, 0xc0)
const GET_UDID = Uint8Array.of(0x03)

/** The CH341 through usbfs and the real `usb`: found, opened and driven. */
export async function ch341Step(bench: Bench): Promise<unknown> {
  await bench.plugIn('ch341')
  const claims = { claim: claimAdapter, owner: claimOwner }
  const { attached } = await discoverCh341({ claims })
  const port = await openUsbPort(ch341Target(selectCh341(attached)))
  const bus = await openCh341(port, systemClock, { clockHz: 100_000 })
  const driven = {
    attached,
    lines: await bus.lines(),
    prepare: await bus.write(DEFAULT_ADDRESS, PREPARE),
    udid: summary(await bus.writeRead(DEFAULT_ADDRESS, GET_UDID, 19)),
    absent: summary(await bus.read(ABSENT_ADDRESS, 1)),
  }
  await bus[Symbol.asyncDispose]()
  return { ...driven, enumerate: await arpeggio(['enumerate', '--adapter', 'ch341', '--arm', '--json']) }
}

function summary({
  outcome,
  data,
  usbTransfers,
}: {
  outcome: string
  data?: Uint8Array
  usbTransfers: number
}): unknown {
  return { outcome, data: Buffer.from(data ?? []).toString('hex'), usbTransfers }
}
