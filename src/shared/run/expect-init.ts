import { decodeUdid, type Udid } from '#shared/arp/udid.ts'
import { stablePart } from '#shared/identify/stable-part.ts'
import type { ExpectationInput } from './expectation.ts'
import { printable } from './printable.ts'
import type { Run, RunDevice } from './run.ts'
import type { UdidMask } from './udid-mask.ts'

/**
 * A first expectation from a good run: its devices at their addresses and no others. What a device makes up anew at
 * each power-up is left open.
 * @throws RangeError for a run that is none to hold others against, saying why
 */
export function initExpectation(run: Run): ExpectationInput {
  const reason = unfitness(run)
  if (reason !== undefined) throw new RangeError(reason)
  const { devices } = run
  return {
    schema_version: '1.0',
    name: printable(`${run.adapter.selector}, ${run.started_utc.slice(0, 10)}`),
    count: { min: devices.length, max: devices.length },
    devices: devices.map((device, i) => ({
      name: nameOf(device, devices.slice(0, i)),
      udid_mask: maskOf(device.udid),
      ...(device.address === null ? {} : { address: [device.address] }),
      pec_supported: device.pec_supported,
      required: true,
    })),
    absent: [],
  }
}

/** The text of an expectation file. */
export function renderExpectation(expectation: ExpectationInput): string {
  return `${JSON.stringify(expectation, null, 2)}\n`
}

function unfitness({ complete, operation, devices, summary }: Run): string | undefined {
  if (!complete) return 'the run was cut short'
  if (operation === 'scan' || operation === 'reset') return `a ${operation} lists no devices; take an enumeration`
  if (summary.verdict === 'fail') return 'the verdict of the run is fail'
  if (devices.length === 0) return 'the run found no device'
  const unconfirmed = devices.find(({ confirmed }) => !confirmed)
  return unconfirmed && `device ${unconfirmed.udid} is not confirmed`
}

function maskOf(udid: Udid): UdidMask {
  const stable = stablePart(decodeUdid(udid))
  return stable === udid ? udid : `${stable}*`
}

/** Vendor and device, numbered from the second of a kind on: names tell checks apart. */
function nameOf(device: RunDevice, earlier: readonly RunDevice[]): string {
  const kind = kindOf(device)
  const sameKind = earlier.filter((other) => kindOf(other) === kind).length
  return sameKind === 0 ? kind : `${kind} #${sameKind + 1}`
}

function kindOf({ vendor, vendor_name: vendorName, device }: RunDevice): string {
  return printable(`${vendorName ?? vendor} ${device}`)
}
