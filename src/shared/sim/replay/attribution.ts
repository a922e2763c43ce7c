import type { RunDevice } from '#shared/run/run.ts'
import type { Evidence, Question } from './evidence.ts'

/** Who answered which Get UDID, by `seq`: the UDID of a device of the Run. */
export type Attribution = ReadonlyMap<number, string>

/** Who answered each Get UDID, or must be taken to have answered it wrongly, as far as that can be told. */
export function attribute(evidence: readonly Evidence[], devices: readonly RunDevice[]): Attribution {
  const known = new Set(devices.map(({ udid }) => udid))
  const whose = new Map<number, string>()
  /** The general Get UDID behind the one at hand, and the first behind that which came to something else. */
  let [next, other]: (Question | undefined)[] = []
  for (const item of evidence.toReversed()) {
    if (item.kind !== 'question') continue
    const isGeneral = item.asked === null
    if (isGeneral && next?.answer !== item.answer) other = next
    const udid = item.udid !== null && known.has(item.udid) ? item.udid : presumed(item, other, devices)
    if (udid !== undefined) whose.set(item.seq, udid)
    if (isGeneral) next = item
  }
  return whose
}

function presumed(
  { asked, step, answer }: Question,
  other: Question | undefined,
  devices: readonly RunDevice[],
): string | undefined {
  if (asked !== null) {
    const key = step === 'confirm' ? 'address' : 'address_before'
    return devices.find((device) => device[key] !== null && Number(device[key]) === asked)?.udid
  }
  // Filler is what resolved devices send that can't refuse a byte: the next to answer may be another.
  if (other?.answer !== 'udid' || (answer === 'filler' && other.step !== step)) return undefined
  return other.udid ?? undefined
}
