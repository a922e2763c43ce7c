import type { StepResult } from '#shared/arp/events.ts'
import type { DeviceFlags } from '#shared/arp/flags.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import { formatColumns, wrap } from './columns.ts'
import { groupUdid } from './run-table.ts'
import type { View } from './view.ts'

/** One command of step mode for people: what came, the clause, and every device's flags. */
export function stepLines({ command, clause, seq, words, devices }: StepResult, { colours, columns }: View): string {
  const number = seq === null ? '–' : `#${seq}`
  return [
    ...wrap(`${number.padEnd(4)} `, `${command}: ${words}`, columns ?? Infinity).map((line, i) =>
      i === 0 ? colours.bold(line) : line,
    ),
    `     ${colours.dim(clause)}`,
    ...flagLines(devices).map((line) => `     ${line}`),
    '',
  ]
    .map((line) => `${line}\n`)
    .join('')
}

function flagLines(devices: readonly DeviceFlags[]): string[] {
  if (devices.length === 0) return ['no device has shown itself yet']
  const rows = devices.map(({ udid, address, addressValid, addressResolved, basis }) =>
    [
      groupUdid(udid),
      address === null ? 'none' : formatAddress(address),
      flag(addressValid),
      flag(addressResolved),
      basis,
    ].map((text) => ({ text })),
  )
  return formatColumns(['UDID', 'Address', 'AV', 'AR', ''], rows)
}

function flag(value: boolean | null): string {
  return value === null ? '?' : value ? '1' : '0'
}
