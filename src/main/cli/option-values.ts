import { InvalidArgumentError } from 'commander'
import { HIGHEST_TARGET_ADDRESS, LOWEST_ARP_ADDRESS, formatAddress } from '#shared/i2c/address.ts'

/** A parser whose SyntaxErrors Commander reports with the option's name and the value. */
export function valued<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text)
    } catch (error) {
      if (error instanceof SyntaxError) throw new InvalidArgumentError(error.message)
      throw error
    }
  }
}

/** A whole number in decimal, from `min` to `max`. */
export function parseWhole(what: string, min: number, max: number): (text: string) => number {
  return valued((text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new SyntaxError(`expected ${what} from ${min} to ${max}`)
  })
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** A duration such as `500ms`, `2s`, `1.5m` or `1h`, longer than none, in milliseconds. */
export const parseDuration = valued((text) => {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
  const ms = Number(amount) * (UNIT_MS[unit] ?? 0)
  if (ms > 0) return ms
  throw new SyntaxError('expected a duration such as 500ms, 2s, 1m or 1h')
})

/** Passes addresses on that directed ARP commands can name. */
export function directedOnly(addresses: readonly number[]): readonly number[] {
  const outside = addresses.find((address) => address < LOWEST_ARP_ADDRESS || address > HIGHEST_TARGET_ADDRESS)
  if (outside === undefined) return addresses
  throw new SyntaxError(`${formatAddress(outside)} is out of reach of directed ARP commands: expected 0x10 to 0x77`)
}
