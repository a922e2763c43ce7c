import type { Run } from '#shared/run/run.ts'

/** The name a run's file is given unless people choose another: `arp_<adapter>_<YYYYMMDD-HHMMSS>`, in UTC. */
export function exportFileName({ adapter, started_utc: startedUtc }: Run, extension: string): string {
  const name = (adapter.serial ?? adapter.selector).replaceAll(/[^A-Za-z0-9.-]+/g, '-')
  const [date = '', time = ''] = startedUtc.split('T')
  const moment = `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`
  return `arp_${name}_${moment}.${extension}`
}
