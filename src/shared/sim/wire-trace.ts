/** One driver's part in a traced byte. */
export interface TracedDriver {
  readonly name: string
  /** What it meant to send. */
  readonly byte: number
  /** The bit (0 is the first) in which it let go of SDA, null when it drove all eight. */
  readonly letGoAt: number | null
}

/** What happened on the wire, bit by bit where bytes are concerned. Times are wire time in microseconds. */
export type WireTraceEvent =
  | { readonly kind: 'start' | 'repeated-start' | 'stop' | 'pulse'; readonly tUs: number }
  | { readonly kind: 'stretch'; readonly tUs: number; readonly us: number }
  | {
      readonly kind: 'byte'
      /** Start of the first bit. */
      readonly tUs: number
      readonly byte: number
      readonly drivers: readonly TracedDriver[]
      readonly acked: boolean
      /** Who pulled SDA low in the ninth bit. */
      readonly ackedBy: readonly string[]
    }

/** Takes each event of a wire as it happens. */
export type WireTrace = (event: WireTraceEvent) => void
