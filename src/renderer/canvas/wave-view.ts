/** Which part of a transaction a waveform shows. */
export interface WaveView {
  /** Pixels a bit. */
  readonly scale: number
  /** The bit time at the left edge. */
  readonly from: number
}

/** Pixels a bit at which single bits are read with ease. */
export const BITS_SCALE = 11
const LARGEST_SCALE = 40
/** Bits shown before the START. */
const LEAD = 0.8

/** All of a transaction of `length` bits in `width` pixels. */
export function fitView(length: number, width: number): WaveView {
  return { scale: width / (length + 2 * LEAD), from: -LEAD }
}

/** The view that is as near to `view` as the transaction allows. */
export function clampView({ scale, from }: WaveView, length: number, width: number): WaveView {
  const fit = fitView(length, width)
  const kept = Math.min(LARGEST_SCALE, Math.max(fit.scale, scale))
  const last = Math.max(-LEAD, length + LEAD - width / kept)
  return { scale: kept, from: Math.min(last, Math.max(-LEAD, from)) }
}

/** Zooms by `factor`, what is under the pixel `x` staying there. */
export function zoomView(view: WaveView, factor: number, x: number): WaveView {
  const under = view.from + x / view.scale
  const scale = view.scale * factor
  return { scale, from: under - x / scale }
}

/** The pixel of a bit time. */
export function pixelOf({ scale, from }: WaveView, bit: number): number {
  return (bit - from) * scale
}
