import { parseUdid, type Udid } from '#shared/arp/udid.ts'
import { formatAddress, parseAddress, reservationOf } from '#shared/i2c/address.ts'
import { parseJson } from '#shared/run/json-syntax.ts'
import { UsageError } from './failure.ts'
import { readText } from './read-text.ts'

/**
 * The addresses a file prefers, by UDID: a JSON object such as `{"4108808610d400040000000044332210": "0x20"}`.
 * @throws UsageError naming the file and what is wrong with it
 */
export async function readPreferences(path: string): Promise<Record<Udid, number>> {
  const text = await readText(path, '--prefer')
  try {
    return parsePreferences(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`--prefer ${path}: ${error.message}`)
    throw error
  }
}

/**
 * Preferences from the text of their file.
 * @throws SyntaxError of one line: the place, what was found and what was expected
 */
function parsePreferences(text: string): Record<Udid, number> {
  const document = parseJson(text)
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new SyntaxError('expected an object of UDIDs and addresses')
  }
  const preferred: Record<Udid, number> = {}
  for (const [key, value] of Object.entries(document)) {
    const udid = inEntry(key, () => parseUdid(key))
    if (udid in preferred) throw new SyntaxError(`"${key}": this UDID stands there twice`)
    preferred[udid] = inEntry(key, () => preferredAddress(value))
  }
  return preferred
}

function preferredAddress(value: unknown): number {
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new SyntaxError(`found ${JSON.stringify(value)}, expected an address such as "0x20"`)
  }
  const address = parseAddress(String(value))
  const reservation = reservationOf(address)
  if (reservation?.kind === 'hard')
    throw new SyntaxError(`${formatAddress(address)} can't be given: ${reservation.why}`)
  return address
}

function inEntry<T>(key: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof SyntaxError) throw new SyntaxError(`"${key}": ${error.message}`, { cause: error })
    throw error
  }
}
