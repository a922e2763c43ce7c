import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bundleNamed, OpenedFile } from '../../../src/main/app/opened-file.ts'

const folder = resolve('/bench')

describe('the session bundle that a command line names', () => {
  it.each([
    { args: ['card.arpeggio'], is: resolve(folder, 'card.arpeggio'), why: 'below the folder of the start' },
    { args: ['--no-sandbox', resolve('/a/b.ARPEGGIO')], is: resolve('/a/b.ARPEGGIO'), why: 'after options' },
    { args: [pathToFileURL(resolve('/a b.arpeggio')).href], is: resolve('/a b.arpeggio'), why: 'as an address' },
    { args: ['run.json', '--x=y.arpeggio'], is: undefined, why: 'which is none' },
    { args: ['file://%zz/x.arpeggio', 'https://example.org/x.arpeggio.html'], is: undefined, why: 'not of a file' },
  ])('$args: $is ($why)', ({ args, is }) => {
    expect(bundleNamed(args, folder)).toBe(is)
  })
})

it('is told to the page once, as soon as there is one; of two the later', () => {
  const told: string[] = []
  const opened = new OpenedFile((path) => told.push(path))
  opened.take('one')
  opened.take('two')
  opened.take(undefined)
  expect(told).toEqual([])
  opened.pageIs(true)
  opened.pageIs(false)
  opened.pageIs(true)
  expect(told).toEqual(['two'])
  opened.take('three')
  expect(told).toEqual(['two', 'three'])
})
