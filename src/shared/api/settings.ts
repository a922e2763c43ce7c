import type { PecMode } from '#shared/arp/policy.ts'

/** How the page is drawn. `system` follows the computer's own choice of light or dark. */
export type Theme = 'system' | 'light' | 'dark' | 'high-contrast'

/** What people set once and keep. Plain data. */
export interface Settings {
  readonly theme: Theme
  /** How addresses are shown; everything exported stays 7-bit. */
  readonly addressFormat: '7-bit' | '8-bit'
  /** As `parsePool` reads it: `card`, `wide` or a list. */
  readonly pool: string
  /** Addresses kept free, as `parseAddressList` reads them; empty for none. */
  readonly reserved: string
  readonly pec: PecMode
  /** One read of an address before it is given out. */
  readonly probe: boolean
  /** Look for devices that answer directed commands only. */
  readonly withFixed: boolean
  /** Whether a device that holds an address outside the pool may be moved. */
  readonly move: boolean
  readonly timeoutMs: number
  readonly garbledTries: number
  readonly transferTries: number
  readonly notReadyTries: number
  /** A file of the user's rules that say of devices what they are; null for none. See `parseRuleFile`. */
  readonly rules: { readonly name: string; readonly text: string } | null
  /** Names people gave their adapters, by selector. */
  readonly adapterNames: Readonly<Record<string, string>>
  /** The bus that was open last; null for none. */
  readonly lastSelector: string | null
}

/** What holds until somebody says otherwise; the counts are those of `DEFAULT_POLICY`. */
export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  addressFormat: '7-bit',
  pool: 'card',
  reserved: '',
  pec: 'strict',
  probe: true,
  withFixed: false,
  move: false,
  timeoutMs: 100,
  garbledTries: 3,
  transferTries: 3,
  notReadyTries: 4,
  rules: null,
  adapterNames: {},
  lastSelector: null,
}
