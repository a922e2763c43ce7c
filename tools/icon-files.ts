/** A square picture: its side in pixels, and its PNG. */
export interface Picture {
  readonly side: number
  readonly png: Buffer
}

/** Sides an .ico has; 256 is the largest that fits. */
export const ICO_SIDES = [16, 24, 32, 48, 64, 128, 256]

/** Types of an .icns whose data may be PNG, and the side of each; those from `ic11` on are for screens of double density. */
const ICNS_TYPES = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
  ['ic10', 1024],
] as const

/** Sides an .icns has. */
export const ICNS_SIDES = [...new Set(ICNS_TYPES.map(([, side]) => side))]

/** An .ico: a directory of 16 bytes a picture, then the pictures, as PNG. */
export function renderIco(pictures: readonly Picture[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let at = head.length
  for (const [index, { side, png }] of pictures.entries()) {
    const entry = 6 + 16 * index
    // 256 does not fit a byte, and is 0.
    head.writeUInt8(side % 256, entry)
    head.writeUInt8(side % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(at, entry + 12)
    at += png.length
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

/** An .icns: pictures one after another, each after its type and length, and so the whole. */
export function renderIcns(pictures: readonly Picture[]): Buffer {
  const parts = ICNS_TYPES.map(([type, side]) => {
    const picture = pictures.find((each) => each.side === side)
    if (!picture) throw new RangeError(`an .icns needs a picture of ${side} pixels`)
    return icnsPart(type, picture.png)
  })
  return icnsPart('icns', Buffer.concat(parts))
}

function icnsPart(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(8 + data.length, 4)
  return Buffer.concat([head, data])
}
