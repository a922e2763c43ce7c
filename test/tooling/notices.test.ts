import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { renderNotices } from '../../tools/notices.ts'
import { shippedPackages, type ShippedPackage } from '../../tools/shipped-packages.ts'

/** Licences that ask for no more than to be named, which THIRD-PARTY-NOTICES.txt does. */
const ALLOWED = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'OFL-1.1', '(MIT OR X11)']

describe('what is shipped of others', () => {
  let packages: ShippedPackage[]

  beforeAll(async () => {
    packages = await shippedPackages()
  })

  it('is under licences that are allowed', () => {
    expect(packages.length).toBeGreaterThan(30)
    expect(packages.filter(({ licence }) => !ALLOWED.includes(licence))).toEqual([])
  })

  it('is what the command line imports, and what the page is built of', () => {
    const names = packages.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['commander', 'node-hid', 'koffi', 'svelte', 'bits-ui', 'zod']))
    expect(names).not.toContain('vitest')
  })

  it('is named in THIRD-PARTY-NOTICES.txt as it is now: "npm run notices" writes it', async () => {
    const file = resolve(import.meta.dirname, '../../THIRD-PARTY-NOTICES.txt')
    expect(await readFile(file, 'utf8')).toBe(await renderNotices(packages))
  })

  it('is named with the list of PCI names and the fonts', async () => {
    const text = await renderNotices(packages)
    expect(text).toContain('Copyright (c) Martin Mares and Albert Pool')
    expect(text).toContain('SIL OPEN FONT LICENSE Version 1.1')
  })
})
