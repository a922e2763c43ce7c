import { expect, inject } from 'vitest'
import { commands, page } from 'vitest/browser'

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether pictures are written rather than compared: UPDATE_PICTURES is set. */
    updatesPictures: boolean
  }
}

const FOLDER = 'docs/pictures/window'

/**
 * What is compared is the mean of squares of 16 by 16 pixels. Fonts come with the app, so that text is as wide everywhere;
 * how its edges are smoothed differs from one Chromium to the next and hardly moves a mean: with the colours that are left out
 * of the kept pictures it is 10 of 255 at most. A word that is gone moves a square by 40, and a control is several.
 */
const SQUARE = 16
const MOST_OFF = 16
const MOST_SQUARES_OFF = 0.002
const COLOURS = 32

/** Holds the page against its reference picture, or writes that anew where pictures are updated. */
export async function expectPicture(name: string): Promise<void> {
  const path = `${FOLDER}/${name}.webp`
  const taken = await decode(await page.screenshot({ save: false }), 'image/png')
  if (inject('updatesPictures')) {
    await commands.writeFile(path, await encode(taken), 'base64')
    return
  }
  const kept = await decode(await commands.readFile(path, 'base64'), 'image/webp')
  expect([taken.width, taken.height], `the size of ${path}`).toEqual([kept.width, kept.height])
  const off = squaresOff(squares(kept), squares(taken))
  expect(off, `the part of ${path} that looks different; look, then npm run pictures`).toBeLessThan(MOST_SQUARES_OFF)
}

async function decode(base64: string, type: string): Promise<ImageBitmap> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  return createImageBitmap(new Blob([bytes], { type }))
}

function draw(picture: ImageBitmap, width: number, height: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height)
  const g = canvas.getContext('2d', { willReadFrequently: true })!
  g.imageSmoothingQuality = 'high'
  g.drawImage(picture, 0, 0, width, height)
  return canvas
}

/** As WebP without loss, which is what Chromium makes of quality 1; with few colours that takes a quarter of the space. */
async function encode(picture: ImageBitmap): Promise<string> {
  const canvas = draw(picture, picture.width, picture.height)
  const g = canvas.getContext('2d')!
  const pixels = g.getImageData(0, 0, picture.width, picture.height)
  reduceColours(new Uint32Array(pixels.data.buffer))
  g.putImageData(pixels, 0, 0)
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 1 })
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

/** Gives each pixel the nearest of a few colours. Letters take most of them: the shades that smooth their edges. */
function reduceColours(pixels: Uint32Array): void {
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const nearest = new Map([...counts.keys()].map((colour) => [colour, { is: 0, off: Infinity }]))
  for (let i = 0; i < Math.min(COLOURS, counts.size); i++) {
    // The one that would be missed most: used a lot, or like none of the others.
    const missed = [...counts].reduce<readonly [number, number]>(
      (most, [colour, count]) => {
        const loss = count * nearest.get(colour)!.off
        return loss > most[1] ? [colour, loss] : most
      },
      [0, 0],
    )[0]
    for (const [colour, best] of nearest) {
      const off = distance(missed, colour)
      if (off < best.off) Object.assign(best, { is: missed, off })
    }
  }
  pixels.forEach((pixel, i) => (pixels[i] = nearest.get(pixel)!.is))
}

function distance(one: number, other: number): number {
  return [0, 8, 16].reduce((sum, shift) => sum + (((one >> shift) & 0xff) - ((other >> shift) & 0xff)) ** 2, 0)
}

function squares(picture: ImageBitmap): Uint8ClampedArray {
  const [width, height] = [Math.round(picture.width / SQUARE), Math.round(picture.height / SQUARE)]
  return draw(picture, width, height).getContext('2d')!.getImageData(0, 0, width, height).data
}

function squaresOff(one: Uint8ClampedArray, other: Uint8ClampedArray): number {
  let off = 0
  for (let i = 0; i < one.length; i += 4) {
    if ([0, 1, 2].some((channel) => Math.abs(one[i + channel]! - other[i + channel]!) > MOST_OFF)) off++
  }
  return off / (one.length / 4)
}
