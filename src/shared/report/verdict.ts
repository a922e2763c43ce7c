import type { FindingCode } from '#shared/arp/findings.ts'
import type { Run, RunCheck, RunDevice, RunFinding } from '#shared/run/run.ts'
import { counted } from './words.ts'

/** What a run came to, in one sentence. */
export function verdictSentence(run: Run): string {
  if (!run.complete) return `${cutShort(run)}; ${untilThen(run)}.`
  switch (run.operation) {
    case 'scan':
      return `${scanned(run)}.`
    case 'assign':
      return `${assigned(run)}.`
    case 'check':
      return `${checked(run)}.`
    case 'step':
      return `${counted(run.steps?.filter(({ seq }) => seq !== null).length ?? 0, 'ARP command')} sent, one at a time.`
    case 'reset':
      return run.summary.verdict === 'fail' ? 'Reset Device failed.' : `${resetWords(run)}.`
    default:
      return `${enumerated(run)}.`
  }
}

/** The finding that decides how a run ended: the first error, else the first warning. */
export function decisiveFinding(run: Run): RunFinding | undefined {
  const all = [...run.findings, ...run.devices.flatMap(({ findings }) => findings)]
  return all.find(({ severity }) => severity === 'error') ?? all.find(({ severity }) => severity === 'warning')
}

const CUT_SHORT: Partial<Record<FindingCode, string>> = {
  interrupted: 'Interrupted',
  'stuck-sda': 'Bus fault: SDA is held low',
  'stuck-scl': 'Bus fault: SCL is held low',
  'acks-everything': 'Bus fault: the adapter acknowledges everything',
  'clock-timeout': 'Bus fault: SCL was held low too long',
  'adapter-lost': 'The adapter is gone',
  'adapter-error': 'The adapter failed',
}

function cutShort(run: Run): string {
  const codes = new Set<string>(run.findings.map(({ code }) => code))
  if (codes.has('stuck-sda') && codes.has('stuck-scl')) return 'Bus fault: SDA and SCL are both low'
  const [, words] = Object.entries(CUT_SHORT).find(([code]) => codes.has(code)) ?? []
  return words ?? 'Stopped before the end'
}

function untilThen(run: Run): string {
  const { transactions } = run.statistics
  if (transactions === 0) return 'nothing was sent'
  if (run.operation === 'scan')
    return `${counted(run.other_addresses.length, 'address', 'addresses')} had answered until then`
  if (run.devices.length === 0) return 'no device had been found until then'
  return `${counted(run.devices.length, 'ARP device')} until then, ${run.summary.confirmed} confirmed`
}

function checked(run: Run): string {
  const checks = run.checks ?? []
  const of = (verdict: RunCheck['verdict']): RunCheck[] => checks.filter((check) => check.verdict === verdict)
  const failed = [...new Set(of('fail').map(({ id }) => id))]
  const unseen = of('not-observable').length
  const rest = unseen > 0 ? `; ${unseen} could not be observed` : ''
  if (failed.length > 0) {
    const names = `${failed.slice(0, 3).join(', ')}${failed.length > 3 ? ' and more' : ''}`
    return `${of('fail').length} of ${counted(checks.length, 'check')} failed: ${names}${rest}`
  }
  const passed = of('pass').length
  return passed === 0 ? `No check could be made${rest}` : `${counted(passed, 'check')} passed, none failed${rest}`
}

function scanned({ other_addresses: known, transactions }: Run): string {
  const answers = known.filter(({ answers_to: to }) => to !== 'kernel-driver')
  const probed = counted(transactions.filter(({ step }) => step === 'scan').length, 'probe')
  if (answers.length === 0) return `Nobody answered ${probed}`
  return `${counted(answers.length, 'address answers', 'addresses answer')}, of ${probed}`
}

function assigned({ devices }: Run): string {
  const [device] = devices
  if (!device) return 'Nothing was assigned'
  if (device.confirmed && device.address !== null) return `${name(device)} is at ${device.address}, confirmed`
  return `${name(device)} was not assigned the address`
}

function resetWords({ devices }: Run): string {
  const [device] = devices
  if (!device) return 'No device was reset'
  return 'Reset Device was acknowledged'
}

/** How devices can have ended, the good first, in words. */
const ENDS: readonly (readonly [(device: RunDevice) => boolean, string])[] = [
  [({ status, confirmed }) => status === 'ok' && confirmed, 'confirmed'],
  [({ status }) => status === 'kept_own_address', 'kept an address of its own'],
  [({ status }) => status === 'not_assigned', 'without an assigned address'],
  [({ status, confirmed }) => status === 'unconfirmed' || (status === 'ok' && !confirmed), 'not confirmed'],
  [({ status }) => status === 'conflict', 'in conflict'],
  [({ status }) => status === 'failed', 'failed'],
]

function enumerated(run: Run): string {
  const { devices, summary } = run
  if (devices.length === 0) return nobody(run)
  const ends = ENDS.map(([fits, words]) => ({ count: devices.filter(fits).length, words })).filter(
    ({ count }) => count > 0,
  )
  const [only] = ends
  const each = only && ends.length === 1 ? [`${devices.length > 1 ? 'all ' : ''}${only.words}`] : ends.map(numbered)
  const isHidden = each.length === 1 && only?.words === 'confirmed' && summary.findings.error > 0
  const errors = isHidden ? [counted(summary.findings.error, 'error')] : []
  return [counted(devices.length, 'ARP device'), ...each, ...errors].join(', ')
}

function numbered({ count, words }: { readonly count: number; readonly words: string }): string {
  return `${count} ${words}`
}

function nobody({ findings }: Run): string {
  const foreign: FindingCode = 'foreign-device-at-0x61'
  if (findings.some(({ code }) => code === foreign)) return 'No ARP device; something else answers at 0x61'
  return 'No ARP device answered'
}

function name({ vendor, device }: RunDevice): string {
  return `${vendor.slice(2)}:${device.slice(2)}`
}
