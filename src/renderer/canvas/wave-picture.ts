import type { Lane, Timeline } from '../model/timeline.ts'
import type { WaveView } from './wave-view.ts'

/** Everything a waveform shows. */
export interface WavePicture {
  readonly timeline: Timeline
  readonly lanes: readonly Lane[]
  readonly view: WaveView
  readonly bitUs: number
  /** What the first bytes are called, by index. */
  readonly notes: readonly string[]
  /** The bit under the pointer or the cursor keys; null for none. */
  readonly cursor: number | null
  readonly showsOverview: boolean
}

/** Where things stand from top to bottom, in pixels, below the overview. */
export const WAVE_LAYOUT = { overview: 44, ruler: 7, bytes: 27, scl: 38, sda: 67, lanes: 107, lane: 25 } as const

/** Where a line is drawn while it is high, and while it is low. */
export interface Levels {
  readonly high: number
  readonly low: number
}
