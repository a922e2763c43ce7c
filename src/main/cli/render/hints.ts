import type { FindingCode } from '#shared/arp/findings.ts'
import type { Run } from '#shared/run/run.ts'

/** What to try where a run came to nothing. */
export function hintLines(run: Run): string[] {
  const tries = hints(run)
  return tries.length === 0 ? [] : ['Try:', ...tries.map((hint) => `  - ${hint}`)]
}

/** Things to try, the likeliest first. */
export function hints({ complete, devices, findings, adapter, operation, settings }: Run): string[] {
  const { selector } = adapter
  const has = (code: FindingCode): boolean => findings.some((finding) => finding.code === code)
  if (!complete || devices.length > 0 || !has('no-arp-device')) return []
  const offersWalk =
    (operation === 'enumerate' || operation === 'watch' || operation === 'verify') && !settings.with_fixed
  return [
    'power the card and wait half a second: SMBus devices may take that long to start',
    `"arpeggio scan --adapter ${selector}": does anything at all answer on this bus?`,
    ...(offersWalk ? ['--with-fixed: finds devices that answer directed commands only'] : []),
    '--speed 50000: long wires and weak pull-ups need a slower bus',
  ]
}
