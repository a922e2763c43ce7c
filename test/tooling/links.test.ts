import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const PAGES = globSync(['*.md', 'docs/*.md'], { cwd: ROOT })

/** Links of Markdown, and pictures as HTML has them; those that leave the project are not followed. */
function linksOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g)].map(
    ([, link, html]) => link ?? html ?? '',
  )
  return targets.filter((target) => !/^[a-z]+:/.test(target))
}

/** The anchors of a page, as GitHub derives them from its headings. */
function anchorsOf(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function isBroken(page: string, link: string): boolean {
  const [file = '', anchor] = link.split('#')
  const path = file === '' ? join(ROOT, page) : resolve(ROOT, dirname(page), file)
  return !existsSync(path) || (anchor !== undefined && !anchorsOf(path).includes(anchor))
}

describe('the documentation', () => {
  it.each(PAGES)('%s has no link that leads nowhere', (page) => {
    expect(linksOf(page).filter((link) => isBroken(page, link))).toEqual([])
  })
})
