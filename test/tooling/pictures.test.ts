import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { PICTURES } from '../../tools/pictures.ts'

describe('the pictures of the documentation', () => {
  it.each(Object.entries(PICTURES))('%s shows what the simulator does (npm run pictures)', async (name, draw) => {
    const file = new URL(`../../docs/pictures/${name}.svg`, import.meta.url)
    expect(await readFile(file, 'utf8')).toBe(await draw())
  })
})
