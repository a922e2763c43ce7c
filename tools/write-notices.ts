import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { renderNotices } from './notices.ts'
import { shippedPackages } from './shipped-packages.ts'

await writeFile(
  resolve(import.meta.dirname, '../THIRD-PARTY-NOTICES.txt'),
  await renderNotices(await shippedPackages()),
)
