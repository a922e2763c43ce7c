import type { Lane, TimeCell, Timeline } from '../model/timeline.ts'
import { bitsOf } from '../model/timeline.ts'
import { hexByte } from '../model/address-text.ts'
import type { Palette } from './palette.ts'
import { fitView, pixelOf, type WaveView } from './wave-view.ts'

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

interface TextStyle {
  readonly colour?: string
  readonly weight?: number
  readonly size?: number
  readonly align?: CanvasTextAlign
  readonly isUi?: boolean
}

/** Draws a reconstructed waveform. */
export class WavePainter {
  readonly #g: CanvasRenderingContext2D
  readonly #palette: Palette
  readonly #width: number
  readonly #height: number

  constructor(
    g: CanvasRenderingContext2D,
    palette: Palette,
    size: { readonly width: number; readonly height: number },
  ) {
    this.#g = g
    this.#palette = palette
    this.#width = size.width
    this.#height = size.height
  }

  paint(picture: WavePicture): void {
    this.#g.clearRect(0, 0, this.#width, this.#height)
    const top = picture.showsOverview ? WAVE_LAYOUT.overview : 0
    if (picture.showsOverview) this.#overview(picture)
    this.#ruler(picture, top + WAVE_LAYOUT.ruler)
    this.#bytes(picture, top + WAVE_LAYOUT.bytes)
    this.#scl(picture, top + WAVE_LAYOUT.scl)
    this.#sda(picture, picture.view, { high: top + WAVE_LAYOUT.sda + 6.5, low: top + WAVE_LAYOUT.sda + 26.5 })
    picture.lanes.forEach((lane, i) => this.#lane(picture, lane, top + WAVE_LAYOUT.lanes + i * WAVE_LAYOUT.lane))
    if (picture.cursor !== null) this.#cursor(picture, top, picture.cursor)
  }

  #text(text: string, x: number, y: number, style: TextStyle = {}): void {
    const { colour = 'ink-2', weight = 400, size = 11, align = 'left', isUi = false } = style
    this.#g.fillStyle = this.#palette.colour(colour)
    this.#g.font = `${weight} ${size}px ${isUi ? this.#palette.ui : this.#palette.mono}`
    this.#g.textAlign = align
    this.#g.textBaseline = 'middle'
    this.#g.fillText(text, x, y)
  }

  #fill(colour: string, [x, y, width, height]: readonly [number, number, number, number]): void {
    this.#g.fillStyle = this.#palette.colour(colour)
    this.#g.fillRect(x, y, width, height)
  }

  #pen(colour: string, width: number): void {
    this.#g.strokeStyle = this.#palette.colour(colour)
    this.#g.lineWidth = width
    this.#g.beginPath()
  }

  #line(x1: number, y1: number, x2: number, y2: number): void {
    this.#g.moveTo(x1, y1)
    this.#g.lineTo(x2, y2)
    this.#g.stroke()
  }

  /** The whole transaction, and which part of it is shown below. */
  #overview({ timeline, view }: WavePicture): void {
    const whole = fitView(timeline.length, this.#width)
    const left = Math.max(0, pixelOf(whole, view.from))
    const width = Math.min(this.#width - left, (this.#width / view.scale) * whole.scale)
    this.#fill('accent-tint', [left, 0, width, 38])
    for (const cell of timeline.cells) this.#overviewCell(cell, whole)
    this.#sda({ timeline }, whole, { high: 21.5, low: 33.5 })
    this.#pen('accent', 1)
    this.#g.strokeRect(Math.round(left) + 0.5, 0.5, Math.round(width) - 1, 37)
  }

  #overviewCell(cell: TimeCell, whole: WaveView): void {
    const x = pixelOf(whole, cell.at)
    if (cell.kind === 'mark') {
      const size = cell.text === 'Sr' ? 9 : 11
      this.#text(cell.text, x + whole.scale * 1.1, 9.5, { align: 'center', weight: 600, size })
      return
    }
    this.#fill(`role-${cell.role === 'data' ? 'count' : cell.role}`, [x, 2, whole.scale * 8 - 1, 14])
    if (whole.scale < 2.2) return
    const colour = `role-${cell.role === 'data' ? 'count' : cell.role}-ink`
    this.#text(hexByte(cell.value), x + whole.scale * 4, 9.5, { align: 'center', colour })
    if (whole.scale < 3.2) return
    const isNack = cell.ack === 'nack'
    const style = { align: 'center', size: 10, colour: isNack ? 'ink' : 'ink-3', weight: isNack ? 700 : 400 } as const
    this.#text(ackLetter(cell.ack), x + whole.scale * 8.4, 9.5, style)
  }

  #ruler({ view, bitUs }: WavePicture, y: number): void {
    const stepUs = rulerStep((80 / view.scale) * bitUs)
    const first = Math.max(0, Math.ceil((view.from * bitUs) / stepUs)) * stepUs
    for (let us = first; pixelOf(view, us / bitUs) < this.#width; us += stepUs) {
      const x = Math.round(pixelOf(view, us / bitUs)) + 0.5
      this.#pen('wave-grid', 1)
      this.#line(x, y + 8, x, this.#height)
      if (x + 26 < this.#width)
        this.#text(us === 0 ? '0' : rulerText(us), x, y, { align: us === 0 ? 'left' : 'center', colour: 'ink-3' })
    }
  }

  #bytes({ timeline, view, notes }: WavePicture, y: number): void {
    let index = -1
    for (const cell of timeline.cells) {
      if (cell.kind === 'byte') index++
      const x = pixelOf(view, cell.at)
      if (x > this.#width || x + cell.length * view.scale < 0) continue
      if (cell.kind === 'mark') {
        this.#text(cell.text, pixelOf(view, cell.at + 1.2), y, { align: 'center', weight: 600, colour: 'ink' })
      } else {
        this.#byte(cell, x + 1, y, { scale: view.scale, note: notes[index] ?? '' })
      }
    }
  }

  #byte(
    cell: Extract<TimeCell, { kind: 'byte' }>,
    x: number,
    y: number,
    { scale, note }: { readonly scale: number; readonly note: string },
  ): void {
    const role = cell.role === 'data' ? 'count' : cell.role
    const width = scale * 8 - 1
    this.#fill(`role-${role}`, [x, y - 9, width, 18])
    if (width >= 15) {
      const inset = width < 26 ? width / 2 : 6
      const align = width < 26 ? 'center' : 'left'
      this.#text(hexByte(cell.value), x + inset, y + 0.5, { weight: 600, colour: `role-${role}-ink`, size: 12, align })
    }
    this.#g.font = `400 11px ${this.#palette.ui}`
    if (note !== '' && this.#g.measureText(note).width + 30 < width) {
      this.#text(note, x + 25, y + 0.5, { isUi: true, colour: `role-${role}-ink` })
    }
    if (scale < 4) return
    const isNack = cell.ack === 'nack'
    const style = { align: 'center', weight: isNack ? 700 : 500, colour: isNack ? 'ink' : 'ink-2' } as const
    this.#text(ackLetter(cell.ack), x - 1 + scale * 8.5, y + 0.5, style)
  }

  #scl({ timeline, view }: WavePicture, y: number): void {
    const [high, low] = [y + 6.5, y + 24.5]
    const to = (bit: number, level: number): void => this.#g.lineTo(Math.round(pixelOf(view, bit)) + 0.5, level)
    this.#pen('wave-scl', 1.25)
    this.#g.moveTo(0, high)
    for (const cell of timeline.cells) {
      if (!this.#isVisible(cell, view)) continue
      if (cell.kind === 'byte') {
        for (let bit = 0; bit < 9; bit++) {
          for (const [at, level] of [
            [0.45, low],
            [0.45, high],
            [0.95, high],
            [0.95, low],
          ] as const)
            to(cell.at + bit + at, level)
        }
        continue
      }
      if (cell.text !== 'S') {
        to(cell.at + 0.7, low)
        to(cell.at + 0.7, high)
      }
      to(cell.at + (cell.text === 'P' ? 3 : 1.8), high)
      if (cell.text !== 'P') to(cell.at + 1.8, low)
    }
    this.#g.stroke()
  }

  #sda(
    { timeline }: Pick<WavePicture, 'timeline'>,
    view: WaveView,
    { high, low }: { high: number; low: number },
  ): void {
    const to = (bit: number, level: number): void => this.#g.lineTo(Math.round(pixelOf(view, bit)) + 0.5, level)
    this.#pen('wave-sda', 1.25)
    this.#g.moveTo(0, high)
    let last = high
    for (const cell of timeline.cells) {
      if (!this.#isVisible(cell, view)) {
        if (cell.kind === 'byte') last = cell.ack === 'nack' ? high : low
        continue
      }
      if (cell.kind === 'byte') {
        bitsOf(cell).forEach((level, i) => {
          to(cell.at + i + 0.15, last)
          last = level ? high : low
          to(cell.at + i + 0.15, last)
        })
        to(cell.at + 9, last)
        continue
      }
      const edge = cell.text === 'P' ? [low, high] : [high, low]
      to(cell.at + 0.2, last)
      to(cell.at + 0.2, edge[0] ?? low)
      to(cell.at + 1.2, edge[0] ?? low)
      to(cell.at + 1.2, edge[1] ?? low)
      last = edge[1] ?? low
      to(cell.at + cell.length, last)
    }
    this.#g.stroke()
  }

  /** What one part sent, until it saw a 0 where it sent a 1. */
  #lane(picture: WavePicture, lane: Lane, y: number): void {
    const { view, timeline } = picture
    const [high, low] = [y + 5.5, y + 17.5]
    const x = (bit: number): number => Math.round(pixelOf(view, bit)) + 0.5
    this.#pen('hairline', 1)
    this.#line(0, y - 2.5, this.#width, y - 2.5)
    this.#pen('ink-2', 1.25)
    let last = high
    let end = 0
    for (const [i, { at, level }] of lane.bits.entries()) {
      if (i === 0) this.#g.moveTo(x(at + 0.15), high)
      this.#g.lineTo(x(at + 0.15), last)
      last = level ? high : low
      this.#g.lineTo(x(at + 0.15), last)
      end = at + 1
      if (lane.lostAt === at && !lane.isWinner) break
    }
    this.#g.lineTo(x(end), last)
    this.#g.stroke()
    if (lane.lostAt === null)
      this.#say(lane.words, { x: Math.min(this.#width - 4, x(timeline.length)), y, colour: 'ok', isEnd: true })
    else this.#loss(lane, lane.lostAt, { view, y, high, low, top: picture.showsOverview ? WAVE_LAYOUT.overview : 0 })
  }

  #loss(lane: Lane, lostAt: number, at: { view: WaveView; y: number; high: number; low: number; top: number }): void {
    const { view, y, high, low, top } = at
    const x = Math.round(pixelOf(view, lostAt + 0.6)) + 0.5
    this.#g.setLineDash([2, 3])
    this.#pen('ink-3', 1)
    this.#line(pixelOf(view, lostAt + 1), high, this.#width, high)
    this.#g.setLineDash([])
    this.#pen('wave-lost', 1)
    this.#line(x, top + WAVE_LAYOUT.sda + 2, x, low + 2)
    this.#pen('wave-lost', 1.5)
    this.#line(x - 3.5, high - 3.5, x + 3.5, high + 3.5)
    this.#pen('wave-lost', 1.5)
    this.#line(x + 3.5, high - 3.5, x - 3.5, high + 3.5)
    this.#say(lane.words, { x: Math.max(8, x + 12), y, colour: 'wave-lost', isEnd: false })
  }

  #say(words: string, { x, y, colour, isEnd }: { x: number; y: number; colour: string; isEnd: boolean }): void {
    this.#g.font = `500 11px ${this.#palette.ui}`
    const { width } = this.#g.measureText(words)
    const left = isEnd ? x - width : x
    this.#fill('surface', [left - 6, y, width + 12, 20])
    this.#text(words, left, y + 11, { isUi: true, weight: 500, colour })
  }

  #cursor({ view }: WavePicture, top: number, bit: number): void {
    const x = Math.round(pixelOf(view, bit)) + 0.5
    this.#pen('accent', 1)
    this.#line(x, top + 16, x, this.#height)
  }

  #isVisible({ at, length }: TimeCell, view: WaveView): boolean {
    return pixelOf(view, at + length) >= -view.scale && pixelOf(view, at) <= this.#width + view.scale
  }
}

function ackLetter(ack: string): string {
  if (ack === 'nack') return 'N'
  return ack === 'unknown' ? '?' : 'A'
}

/** A round step of at least `us`. */
function rulerStep(us: number): number {
  const power = 10 ** Math.floor(Math.log10(us))
  return power * ([1, 2, 5, 10].find((digit) => digit * power >= us) ?? 10)
}

function rulerText(us: number): string {
  return us >= 1000 ? `${Number((us / 1000).toFixed(2))} ms` : `${Number(us.toFixed(1))} µs`
}
