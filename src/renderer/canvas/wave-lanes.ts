import type { Lane } from '../model/timeline.ts'
import { sharp, type WavePen } from './wave-pen.ts'
import { WAVE_LAYOUT, type WavePicture } from './wave-picture.ts'
import { pixelOf } from './wave-view.ts'

/** Where a lane stands: its own top, and that of everything below the overview. */
interface Place {
  readonly y: number
  readonly top: number
}

const WORDS = { isUi: true, weight: 500 } as const
const CROSS = 3.5

/** What one part sent, until it saw a 0 where it sent a 1. */
export function drawLane(pen: WavePen, picture: WavePicture, lane: Lane, { y, top }: Place): void {
  const { view, timeline } = picture
  const [high, low] = levels(y)
  pen.line(
    [
      [0, y - 2.5],
      [pen.width, y - 2.5],
    ],
    { colour: 'hairline' },
  )
  const points: [number, number][] = []
  let last: number = high
  for (const { at, level } of lane.bits) {
    const x = sharp(view, at + 0.15)
    points.push([x, last], [x, level ? high : low])
    last = level ? high : low
    points.push([sharp(view, at + 1), last])
    if (lane.lostAt === at && !lane.isWinner) break
  }
  pen.line(points, { colour: 'ink-2', width: 1.25 })
  if (lane.lostAt !== null) drawLoss(pen, picture, lane, { y, top })
  else {
    const end = Math.min(pen.width - 4, sharp(view, timeline.length))
    say(pen, lane.words, { x: end - pen.widthOf(lane.words, WORDS), y, colour: 'ok' })
  }
}

function drawLoss(pen: WavePen, { view }: WavePicture, { lostAt, words }: Lane, { y, top }: Place): void {
  const [high, low] = levels(y)
  const x = sharp(view, (lostAt ?? 0) + 0.6)
  const released = pixelOf(view, (lostAt ?? 0) + 1)
  pen.line(
    [
      [released, high],
      [pen.width, high],
    ],
    { colour: 'ink-3', dash: [2, 3] },
  )
  pen.line(
    [
      [x, top + WAVE_LAYOUT.sda + 2],
      [x, low + 2],
    ],
    { colour: 'wave-lost' },
  )
  const cross = { colour: 'wave-lost', width: 1.5 }
  pen.line(
    [
      [x - CROSS, high - CROSS],
      [x + CROSS, high + CROSS],
    ],
    cross,
  )
  pen.line(
    [
      [x + CROSS, high - CROSS],
      [x - CROSS, high + CROSS],
    ],
    cross,
  )
  say(pen, words, { x: Math.max(8, x + 12), y, colour: 'wave-lost' })
}

function levels(y: number): readonly [high: number, low: number] {
  return [y + 5.5, y + 17.5]
}

/** Words that stand over whatever is drawn there. */
function say(
  pen: WavePen,
  words: string,
  { x, y, colour }: { readonly x: number; readonly y: number; readonly colour: string },
): void {
  pen.fill('surface', [x - 6, y, pen.widthOf(words, WORDS) + 12, 20])
  pen.text(words, x, y + 11, { ...WORDS, colour })
}
