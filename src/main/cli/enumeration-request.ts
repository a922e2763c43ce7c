import type { EnumerationRequest } from '#shared/api/operation-request.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { EnumerationOptions, OutputOptions } from './common-options.ts'
import type { CliHost } from './host.ts'
import { readPreferences } from './preferences.ts'

/**
 * What the options say about an enumeration; warns of preferences that can't be met.
 * @throws UsageError for a file of preferences that can't be read or is none
 */
export async function enumerationRequest(
  options: EnumerationOptions & OutputOptions,
  { stderr }: CliHost,
): Promise<EnumerationRequest> {
  const { pool, reserve, prefer, probe } = options
  const preferred = prefer === undefined ? {} : await readPreferences(prefer)
  for (const [udid, address] of Object.entries(preferred)) {
    if (pool.includes(address) || options.quiet) continue
    stderr.write(`arpeggio: ${formatAddress(address)}, preferred for ${udid}, is not in the pool: --pool decides\n`)
  }
  return {
    pool,
    reserved: reserve,
    preferred,
    probe,
    move: options.move ?? false,
    withFixed: options.withFixed ?? false,
    resetFirst: options.resetFirst ?? false,
    prepareAnyway: options.prepareAnyway ?? false,
  }
}
