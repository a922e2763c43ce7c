import type { FindingCode } from '#shared/arp/findings.ts'
import type { Run, RunCheck, RunFinding } from '#shared/run/run.ts'
import { counted } from './text.ts'

const CUT_SHORT: readonly (readonly [FindingCode, string])[] = [
  ['stuck-sda', 'The bus is stuck: SDA is low'],
  ['stuck-scl', 'The bus is stuck: SCL is low'],
  ['acks-everything', 'The adapter acknowledges everything'],
  ['clock-timeout', 'SCL was held low too long'],
  ['adapter-lost', 'The adapter was pulled'],
  ['adapter-error', 'The adapter failed'],
  ['interrupted', 'Stopped'],
]

/** What a run came to, in a few words. */
export function headline(run: Run): string {
  const has = (code: FindingCode): boolean => run.findings.some((finding) => finding.code === code)
  if (!run.complete) {
    const words = has('stuck-sda') && has('stuck-scl') ? 'Both lines are low' : undefined
    const [, why] = CUT_SHORT.find(([code]) => has(code)) ?? []
    return `${words ?? why ?? 'Cut short'}${until(run)}`
  }
  if (run.operation === 'check') return checked(run.checks ?? [])
  if (run.operation === 'step') return `${counted(run.steps?.length ?? 0, 'ARP command')}, one at a time`
  if (run.operation === 'scan' && run.other_addresses.length === 0) return 'Nobody answered the scan'
  if (run.operation === 'scan') return counted(run.other_addresses.length, 'address answers', 'addresses answer')
  if (has('foreign-device-at-0x61')) return 'Something at 0x61 is no ARP device'
  if (run.devices.length === 0) return 'Nobody answered at 0x61'
  return `${counted(run.devices.length, 'ARP device')}, ${endings(run)}`
}

function checked(checks: readonly RunCheck[]): string {
  const count = (verdict: RunCheck['verdict']): number => checks.filter((check) => check.verdict === verdict).length
  const failed = count('fail')
  return failed > 0
    ? `${failed} of ${counted(checks.length, 'check')} failed`
    : `${counted(count('pass'), 'check')} passed`
}

/** Every finding of a run, the gravest first. */
export function findingsByWeight(run: Run): RunFinding[] {
  const weight = { error: 0, warning: 1, info: 2 }
  const all = [...run.findings, ...run.devices.flatMap(({ findings }) => findings)]
  return all.sort((one, other) => weight[one.severity] - weight[other.severity])
}

/** `2 errors, 1 warning`; empty where there is neither. */
export function tally({ summary }: Run): string {
  const { error, warning } = summary.findings
  const parts = [...(error > 0 ? [counted(error, 'error')] : []), ...(warning > 0 ? [counted(warning, 'warning')] : [])]
  return parts.join(', ')
}

function until({ devices, summary, operation }: Run): string {
  if (operation === 'scan') return ''
  return devices.length === 0 ? '' : `; ${counted(devices.length, 'device')} until then, ${summary.confirmed} confirmed`
}

function endings({ devices, summary }: Run): string {
  const conflicts = devices.filter(({ status }) => status === 'conflict').length
  if (conflicts === devices.length) return 'in conflict'
  if (conflicts === 0 && summary.confirmed === devices.length)
    return devices.length === 1 ? 'confirmed' : 'all confirmed'
  if (conflicts > 0) return `${summary.confirmed} confirmed, ${conflicts} in conflict`
  return `${summary.confirmed} confirmed`
}
