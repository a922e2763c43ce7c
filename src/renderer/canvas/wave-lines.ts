import { bitsOf, type TimeCell, type Timeline } from '../model/timeline.ts'
import { sharp, type WavePen } from './wave-pen.ts'
import type { Levels } from './wave-picture.ts'
import type { WaveView } from './wave-view.ts'

type Point = readonly [x: number, y: number]

const WIDTH = 1.25
/** In a bit time: SDA changes first, SCL is high in the second half. */
const [SDA_CHANGES, SCL_RISES, SCL_FALLS] = [0.15, 0.45, 0.95]

/** The clock line. */
export function drawScl(pen: WavePen, timeline: Timeline, view: WaveView, { high, low }: Levels): void {
  const points: Point[] = [[0, high]]
  const to = (bit: number, level: number): void => void points.push([sharp(view, bit), level])
  for (const cell of timeline.cells) {
    if (!pen.sees(cell, view)) continue
    if (cell.kind === 'mark') {
      if (cell.text !== 'S') {
        to(cell.at + 0.7, low)
        to(cell.at + 0.7, high)
      }
      to(cell.at + (cell.text === 'P' ? 3 : 1.8), high)
      if (cell.text !== 'P') to(cell.at + 1.8, low)
      continue
    }
    for (let bit = cell.at; bit < cell.at + cell.length; bit++) {
      to(bit + SCL_RISES, low)
      to(bit + SCL_RISES, high)
      to(bit + SCL_FALLS, high)
      to(bit + SCL_FALLS, low)
    }
  }
  pen.line(points, { colour: 'wave-scl', width: WIDTH })
}

/** The data line. */
export function drawSda(pen: WavePen, timeline: Timeline, view: WaveView, { high, low }: Levels): void {
  const points: Point[] = [[0, high]]
  let last = high
  const change = (bit: number, level: number): void => {
    points.push([sharp(view, bit), last], [sharp(view, bit), level])
    last = level
  }
  for (const cell of timeline.cells) {
    if (!pen.sees(cell, view)) {
      if (cell.kind === 'byte') last = cell.ack === 'nack' ? high : low
      continue
    }
    if (cell.kind === 'byte') bitsOf(cell).forEach((bit, i) => change(cell.at + i + SDA_CHANGES, bit ? high : low))
    else edges(cell, { high, low }).forEach((level, i) => change(cell.at + 0.2 + i, level))
    points.push([sharp(view, cell.at + cell.length), last])
  }
  pen.line(points, { colour: 'wave-sda', width: WIDTH })
}

/** SDA falls while SCL is high: START; it rises: STOP. */
function edges({ text }: Extract<TimeCell, { kind: 'mark' }>, { high, low }: Levels): readonly number[] {
  return text === 'P' ? [low, high] : [high, low]
}
