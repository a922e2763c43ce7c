import { drawBytes } from './wave-bytes.ts'
import { drawLane } from './wave-lanes.ts'
import { drawScl, drawSda } from './wave-lines.ts'
import { drawOverview } from './wave-overview.ts'
import { sharp, type WavePen } from './wave-pen.ts'
import { WAVE_LAYOUT, type WavePicture } from './wave-picture.ts'
import { pixelOf } from './wave-view.ts'

/** Draws a reconstructed waveform: ruler, bytes, both lines, a lane for each part that sent anything, the cursor. */
export function paintWave(pen: WavePen, picture: WavePicture): void {
  const { timeline, view, lanes, cursor, showsOverview } = picture
  const { overview, ruler, bytes, scl, sda, lanes: firstLane, lane: laneHeight } = WAVE_LAYOUT
  const top = showsOverview ? overview : 0
  pen.clear()
  if (showsOverview) drawOverview(pen, picture)
  drawRuler(pen, picture, top + ruler)
  drawBytes(pen, picture, top + bytes)
  drawScl(pen, timeline, view, { high: top + scl + 6.5, low: top + scl + 24.5 })
  drawSda(pen, timeline, view, { high: top + sda + 6.5, low: top + sda + 26.5 })
  lanes.forEach((lane, i) => drawLane(pen, picture, lane, { y: top + firstLane + i * laneHeight, top }))
  if (cursor !== null) {
    const x = sharp(view, cursor)
    pen.line(
      [
        [x, top + 16],
        [x, pen.height],
      ],
      { colour: 'accent' },
    )
  }
}

function drawRuler(pen: WavePen, { view, bitUs }: WavePicture, y: number): void {
  const stepUs = rulerStep((80 / view.scale) * bitUs)
  const first = Math.max(0, Math.ceil((view.from * bitUs) / stepUs)) * stepUs
  for (let us = first; pixelOf(view, us / bitUs) < pen.width; us += stepUs) {
    const x = sharp(view, us / bitUs)
    pen.line(
      [
        [x, y + 8],
        [x, pen.height],
      ],
      { colour: 'wave-grid' },
    )
    if (x + 26 < pen.width) {
      pen.text(us === 0 ? '0' : rulerText(us), x, y, { align: us === 0 ? 'left' : 'center', colour: 'ink-3' })
    }
  }
}

/** A round step of at least `us`. */
function rulerStep(us: number): number {
  const power = 10 ** Math.floor(Math.log10(us))
  return power * ([1, 2, 5, 10].find((digit) => digit * power >= us) ?? 10)
}

function rulerText(us: number): string {
  return us >= 1000 ? `${Number((us / 1000).toFixed(2))} ms` : `${Number(us.toFixed(1))} µs`
}
