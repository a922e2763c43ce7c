import type { BusCapabilities } from '#shared/i2c/bus.ts'

/** The adapter kinds a selector can name. */
export type AdapterKind = 'mcp2221' | 'ch341' | 'i2c-dev' | 'ideal'

/** Who carries the bus: written into every Run. */
export interface AdapterInfo {
  /** The selector that opened it, as `interfaces.md` spells it: `mcp2221:0002137841`, `sim:pcie-card@mcp2221`. */
  readonly selector: string
  readonly kind: AdapterKind
  readonly product: string
  readonly serial: string | null
  readonly firmware: string | null
  readonly simulated: boolean
  readonly capabilities: BusCapabilities
}
