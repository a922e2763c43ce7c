import type { Run } from '#shared/run/run.ts'

/** The addresses that answered, one a row: the keys of `other_addresses`, in their order. No cell needs quotes. */
export function renderAddressesCsv({ other_addresses: answers }: Run): string {
  const rows = answers.map(({ address, answers_to: to }) => `${address},${to}`)
  return ['address,answers_to', ...rows].map((row) => `${row}\r\n`).join('')
}
