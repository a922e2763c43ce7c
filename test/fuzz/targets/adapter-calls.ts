import type { I2cBus, TransferReport } from '#shared/i2c/bus.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { attempt, hold, holdLine } from '../oracles.ts'

/** Bytes of an input's head: one call each. */
export const CALLS = 8

const ADDRESS = 0x61
const LENGTHS = [1, 2, 3, 19, 20, 29, 32, 60, 61, 130, 300]

/** Makes the calls that the head of an input names, and holds what each settles with against the contract of the bus. */
export async function makeCalls(bus: I2cBus, head: Uint8Array): Promise<void> {
  for (const call of head) {
    const length = LENGTHS[(call >> 3) % LENGTHS.length] ?? 1
    switch (call % 8) {
      case 0:
      case 1:
        holdReport(await bus.write(ADDRESS, new Uint8Array(length)), length, 0)
        break
      case 2:
        holdReport(await bus.read(ADDRESS, length), 0, length)
        break
      case 3:
        await attempt(() => bus.lines?.(), BusError)
        break
      case 4:
        holdLine((await attempt(() => bus.recover?.(), BusError))?.message ?? 'failed as it may')
        break
      default:
        holdReport(await bus.writeRead(ADDRESS, Uint8Array.of(3), length), 1, length)
    }
  }
}

function holdReport(report: TransferReport, written: number, read: number): void {
  const { outcome, data, nackIndex, usbTransfers, srGapUs, wireTimeUs, message } = report
  const expected = outcome === 'ok' && read > 0 ? read : undefined
  hold(data?.length === expected, 'data are there on ok only, as many as were asked for', [outcome, data?.length, read])
  hold(
    typeof nackIndex !== 'number' || isIndex(nackIndex, written + (read > 0 ? 2 : 1)),
    'a refused byte is one that was sent',
    report,
  )
  hold((nackIndex === null) === !outcome.startsWith('nack'), 'nackIndex goes with a NACK', report)
  hold(isCount(usbTransfers) && isTime(srGapUs) && isTime(wireTimeUs), 'figures are figures', report)
  if (message !== undefined) holdLine(message)
}

function isIndex(index: number, bytes: number): boolean {
  return isCount(index) && index <= bytes
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0
}

function isTime(value: number | null): boolean {
  return value === null || (Number.isFinite(value) && value >= 0)
}
