import type { HostApi } from '#shared/api/contract.ts'

declare global {
  interface Window {
    /** The preload's facade; absent where the page is shown by a plain browser. */
    readonly arpeggio?: HostApi
  }
}
