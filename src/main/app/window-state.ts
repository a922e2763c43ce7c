import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { sync as writeFileAtomicSync } from 'write-file-atomic'
import { z } from 'zod'

/** A rectangle of the desktop, in pixels as the system counts them. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const pixels = z.int().min(-100_000).max(100_000)
const stateSchema = z.strictObject({
  bounds: z.strictObject({ x: pixels, y: pixels, width: pixels.positive(), height: pixels.positive() }),
  isMaximized: z.boolean(),
})

/** Where the window was, and how. */
export type WindowState = z.infer<typeof stateSchema>

/** The state in a file; undefined where there is none that can be understood. */
export function readWindowState(path: string): WindowState | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined
  }
}

/** Written while the window closes, when nothing later can be waited for. A place that can't be written is no loss. */
export function writeWindowState(path: string, state: WindowState): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileAtomicSync(path, `${JSON.stringify(state)}\n`)
  } catch {
    // The window opens in the middle next time.
  }
}

/** `bounds` moved and shrunk into the screen it lies on most, or the first one: screens come and go. */
export function clampToScreens(bounds: Bounds, screens: readonly Bounds[]): Bounds {
  const [first] = screens
  if (!first) return bounds
  const screen = screens.reduce((best, one) => (overlap(one, bounds) > overlap(best, bounds) ? one : best), first)
  const width = Math.min(bounds.width, screen.width)
  const height = Math.min(bounds.height, screen.height)
  return {
    x: Math.min(Math.max(bounds.x, screen.x), screen.x + screen.width - width),
    y: Math.min(Math.max(bounds.y, screen.y), screen.y + screen.height - height),
    width,
    height,
  }
}

function overlap(one: Bounds, other: Bounds): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return Math.max(0, width) * Math.max(0, height)
}
