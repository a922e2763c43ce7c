import type { DoctorCheck, DoctorReport } from '#shared/api/doctor-report.ts'
import { advice } from './advice.ts'
import { checkAdapters } from './check-adapters.ts'
import { checkUdevRules } from './check-udev-rules.ts'
import type { DoctorSystem } from './doctor-system.ts'

/** Looks why adapters can't be used: changes nothing, sends nothing on any bus. */
export async function examine(system: DoctorSystem): Promise<DoctorReport> {
  const list = await system.listAdapters()
  const checks = [
    ...checkAdapters(list, system.platform),
    ...(await checkUdevRules(system, list)),
    ...advice(list, system.platform),
  ]
  const checkedUtc = system.nowUtc()
  return { checkedUtc, checks, text: asText(checkedUtc, system.platform, checks) }
}

/** Whether a check found something that is to be mended. */
export function isFinding({ state }: DoctorCheck): boolean {
  return state === 'warning' || state === 'error'
}

function asText(checkedUtc: string, platform: NodeJS.Platform, checks: readonly DoctorCheck[]): string {
  const lines = checks.flatMap(({ id, title, state, message, mend }) => [
    `[${state}] ${title} (${id}): ${message}`,
    ...(mend ? [`  ${mend.explanation}`, ...(mend.commands?.split('\n').map((line) => `    ${line}`) ?? [])] : []),
  ])
  return [`arpeggio doctor, ${checkedUtc}, ${platform}`, ...lines, ''].join('\n')
}
