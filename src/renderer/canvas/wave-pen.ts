import type { TimeCell } from '../model/timeline.ts'
import type { Palette } from './palette.ts'
import { pixelOf, type WaveView } from './wave-view.ts'

interface TextStyle {
  readonly colour?: string
  readonly weight?: number
  readonly size?: number
  readonly align?: CanvasTextAlign
  readonly isUi?: boolean
}

/** Draws text, surfaces and lines in the colours and fonts of the theme. */
export class WavePen {
  readonly width: number
  readonly height: number
  readonly #g: CanvasRenderingContext2D
  readonly #palette: Palette

  constructor(
    g: CanvasRenderingContext2D,
    palette: Palette,
    { width, height }: { readonly width: number; readonly height: number },
  ) {
    this.#g = g
    this.#palette = palette
    this.width = width
    this.height = height
  }

  clear(): void {
    this.#g.clearRect(0, 0, this.width, this.height)
  }

  text(text: string, x: number, y: number, style: TextStyle = {}): void {
    const { colour = 'ink-2', align = 'left' } = style
    this.#g.fillStyle = this.#palette.colour(colour)
    this.#g.font = this.#font(style)
    this.#g.textAlign = align
    this.#g.textBaseline = 'middle'
    this.#g.fillText(text, x, y)
  }

  /** How wide a text would be. */
  widthOf(text: string, style: TextStyle): number {
    this.#g.font = this.#font(style)
    return this.#g.measureText(text).width
  }

  fill(colour: string, [x, y, width, height]: readonly [number, number, number, number]): void {
    this.#g.fillStyle = this.#palette.colour(colour)
    this.#g.fillRect(x, y, width, height)
  }

  frame(colour: string, [x, y, width, height]: readonly [number, number, number, number]): void {
    this.#g.strokeStyle = this.#palette.colour(colour)
    this.#g.lineWidth = 1
    this.#g.strokeRect(x, y, width, height)
  }

  /** One line through all `points`. */
  line(
    points: readonly (readonly [x: number, y: number])[],
    { colour, width = 1, dash = [] }: { readonly colour: string; readonly width?: number; readonly dash?: number[] },
  ): void {
    this.#g.strokeStyle = this.#palette.colour(colour)
    this.#g.lineWidth = width
    this.#g.setLineDash(dash)
    this.#g.beginPath()
    for (const [x, y] of points) this.#g.lineTo(x, y)
    this.#g.stroke()
  }

  /** Whether any of a cell is to be seen. */
  sees({ at, length }: TimeCell, view: WaveView): boolean {
    return pixelOf(view, at + length) >= -view.scale && pixelOf(view, at) <= this.width + view.scale
  }

  #font({ weight = 400, size = 11, isUi = false }: TextStyle): string {
    return `${weight} ${size}px ${isUi ? this.#palette.ui : this.#palette.mono}`
  }
}

/** The pixel of a bit time, where a line one pixel wide is sharp. */
export function sharp(view: WaveView, bit: number): number {
  return Math.round(pixelOf(view, bit)) + 0.5
}
