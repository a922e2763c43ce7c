import { hexByte } from '../model/address-text.ts'
import type { TimeCell } from '../model/timeline.ts'
import { ackLetter, coloursOf } from './wave-bytes.ts'
import { drawSda } from './wave-lines.ts'
import type { WavePen } from './wave-pen.ts'
import type { WavePicture } from './wave-picture.ts'
import { fitView, pixelOf, type WaveView } from './wave-view.ts'

const MIDDLE = 9.5

/** The whole transaction, and which part of it is shown below. */
export function drawOverview(pen: WavePen, { timeline, view }: WavePicture): void {
  const whole = fitView(timeline.length, pen.width)
  const left = Math.max(0, pixelOf(whole, view.from))
  const width = Math.min(pen.width - left, (pen.width / view.scale) * whole.scale)
  pen.fill('accent-tint', [left, 0, width, 38])
  for (const cell of timeline.cells) drawCell(pen, cell, whole)
  drawSda(pen, timeline, whole, { high: 21.5, low: 33.5 })
  pen.frame('accent', [Math.round(left) + 0.5, 0.5, Math.round(width) - 1, 37])
}

function drawCell(pen: WavePen, cell: TimeCell, whole: WaveView): void {
  const { scale } = whole
  const x = pixelOf(whole, cell.at)
  if (cell.kind === 'mark') {
    pen.text(cell.text, x + scale * 1.1, MIDDLE, { align: 'center', weight: 600, size: cell.text === 'Sr' ? 9 : 11 })
    return
  }
  const { paper, ink } = coloursOf(cell)
  pen.fill(paper, [x, 2, scale * 8 - 1, 14])
  if (scale >= 2.2) pen.text(hexByte(cell.value), x + scale * 4, MIDDLE, { align: 'center', colour: ink })
  if (scale < 3.2) return
  const isNack = cell.ack === 'nack'
  const style = { align: 'center', size: 10, colour: isNack ? 'ink' : 'ink-3', weight: isNack ? 700 : 400 } as const
  pen.text(ackLetter(cell), x + scale * 8.4, MIDDLE, style)
}
