/* Draws build/icon.svg in every size a system wants, by Chromium: `npm run icons`. CHROMIUM_PATH names another one. */
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { chromium, type Page } from 'playwright'
import { ICNS_SIDES, ICO_SIDES, renderIcns, renderIco, type Picture } from './icon-files.ts'

const build = resolve(import.meta.dirname, '../build')
/** macOS wants room around a picture; elsewhere it fills its square. */
const FULL = '92 92 840 840'
const WITH_ROOM = '0 0 1024 1024'
const LINUX_SIDES = [16, 32, 48, 64, 128, 256, 512]

const svg = await readFile(resolve(build, 'icon.svg'), 'utf8')
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
await using browser = await chromium.launch({ executablePath, args })
const page = await browser.newPage()

for (const { side, png } of await draw(page, LINUX_SIDES, FULL)) {
  await writeFile(resolve(build, `icons/${side}x${side}.png`), png)
}
await writeFile(resolve(build, 'icon.ico'), renderIco(await draw(page, ICO_SIDES, FULL)))
await writeFile(resolve(build, 'icon.icns'), renderIcns(await draw(page, ICNS_SIDES, WITH_ROOM)))

async function draw(on: Page, sides: readonly number[], viewBox: string): Promise<Picture[]> {
  const pictures: Picture[] = []
  for (const side of sides) {
    const sized = svg.replace(`viewBox="${WITH_ROOM}"`, `viewBox="${viewBox}" width="${side}" height="${side}"`)
    await on.setViewportSize({ width: side, height: side })
    await on.setContent(`<body style="margin:0">${sized}`)
    pictures.push({ side, png: await on.screenshot({ omitBackground: true }) })
  }
  return pictures
}
