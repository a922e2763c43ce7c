import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }

const root = resolve(import.meta.dirname, '../..')
const page = await readFile(resolve(root, 'docs/security.md'), 'utf8')
/** A test as the page names it: its file, and how its title begins. */
const claims = [...page.matchAll(/`(test\/[\w./-]+)`: “([^”]+)”/g)].map(([, file, title]) => ({
  file: file!,
  title: title!,
}))

describe('docs/security.md', () => {
  it('answers each of the twenty lines of Electron’s checklist by a test', () => {
    const rows = [...page.matchAll(/^\| (\d+) +\| .* \|$/gm)]
    expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect(rows.filter(([row]) => !row.includes('`test/'))).toEqual([])
  })

  it.each(claims)('names a test that there is: $title', async ({ file, title }) => {
    expect(await readFile(resolve(root, file), 'utf8')).toContain(title)
  })
})

it('runtimes and packages are of exact versions, and the runtime of the tests is Electron’s Node', () => {
  const versions = Object.values({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.devDependencies,
  })
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
  // Electron 45 carries Node 24.
  expect([manifest.devDependencies.electron, process.versions.node].map((version) => parseInt(version, 10))).toEqual([
    45, 24,
  ])
})

it('install scripts run for those packages that need one, and for no other', () => {
  const allowed = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed)
  expect(allowed.map(([name]) => name)).toEqual(['node', 'node-hid'])
})
