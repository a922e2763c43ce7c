import { hexByte } from '../model/address-text.ts'
import type { TimeCell } from '../model/timeline.ts'
import type { WavePen } from './wave-pen.ts'
import type { WavePicture } from './wave-picture.ts'
import { pixelOf } from './wave-view.ts'

type ByteCell = Extract<TimeCell, { kind: 'byte' }>

const NOTE = { isUi: true } as const

/** The bytes of a transaction with their marks, acknowledges and names. */
export function drawBytes(pen: WavePen, { timeline, view, notes }: WavePicture, y: number): void {
  let index = -1
  for (const cell of timeline.cells) {
    if (cell.kind === 'byte') index++
    const x = pixelOf(view, cell.at)
    if (x > pen.width || x + cell.length * view.scale < 0) continue
    if (cell.kind === 'mark') {
      pen.text(cell.text, pixelOf(view, cell.at + 1.2), y, { align: 'center', weight: 600, colour: 'ink' })
    } else drawByte(pen, cell, [x + 1, y], { scale: view.scale, note: notes[index] ?? '' })
  }
}

function drawByte(
  pen: WavePen,
  cell: ByteCell,
  [x, y]: readonly [number, number],
  { scale, note }: { readonly scale: number; readonly note: string },
): void {
  const { paper: colour, ink } = coloursOf(cell)
  const width = scale * 8 - 1
  pen.fill(colour, [x, y - 9, width, 18])
  if (width >= 15) {
    const isNarrow = width < 26
    const style = { weight: 600, colour: ink, size: 12, align: isNarrow ? 'center' : 'left' } as const
    pen.text(hexByte(cell.value), x + (isNarrow ? width / 2 : 6), y + 0.5, style)
  }
  if (note !== '' && pen.widthOf(note, NOTE) + 30 < width) pen.text(note, x + 25, y + 0.5, { ...NOTE, colour: ink })
  if (scale < 4) return
  const isNack = cell.ack === 'nack'
  const style = { align: 'center', weight: isNack ? 700 : 500, colour: isNack ? 'ink' : 'ink-2' } as const
  pen.text(ackLetter(cell), x - 1 + scale * 8.5, y + 0.5, style)
}

/** The colours of a byte by what it is for. */
export function coloursOf({ role }: ByteCell): { readonly paper: string; readonly ink: string } {
  const name = `role-${role === 'data' ? 'count' : role}`
  return { paper: name, ink: `${name}-ink` }
}

/** `A`, `N`, or `?` where nobody knows. */
export function ackLetter({ ack }: ByteCell): string {
  if (ack === 'nack') return 'N'
  return ack === 'unknown' ? '?' : 'A'
}
