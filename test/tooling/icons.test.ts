import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { ICNS_SIDES, ICO_SIDES, renderIcns, renderIco, type Picture } from '../../tools/icon-files.ts'

const build = resolve(import.meta.dirname, '../../build')
const picture = (side: number): Picture => ({ side, png: Buffer.from(`PNG ${side}`) })

it('an .ico says of each picture where it is', () => {
  const ico = renderIco(ICO_SIDES.map(picture))
  const texts = ICO_SIDES.map((_, index) => {
    const entry = 6 + 16 * index
    const at = ico.readUInt32LE(entry + 12)
    return [ico[entry], ico.toString('latin1', at, at + ico.readUInt32LE(entry + 8))]
  })
  expect(texts).toEqual(ICO_SIDES.map((side) => [side % 256, `PNG ${side}`]))
})

it('an .icns is as long as it says, and needs every size', () => {
  const icns = renderIcns(ICNS_SIDES.map(picture))
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
  expect(() => renderIcns([picture(16)])).toThrow('an .icns needs a picture of 32 pixels')
})

it.each([16, 32, 48, 64, 128, 256, 512])('the icon of Linux in %i pixels has that size', async (side) => {
  const png = await readFile(resolve(build, `icons/${side}x${side}.png`))
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([side, side])
})

it('the icons of Windows and macOS have pictures of every size', async () => {
  const [ico, icns] = await Promise.all([readFile(resolve(build, 'icon.ico')), readFile(resolve(build, 'icon.icns'))])
  expect([ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([1, ICO_SIDES.length])
  expect(icns.readUInt32BE(4)).toBe(icns.length)
})
