import { describe, expect, it } from 'vitest'
import { isOurPage } from '../../../src/main/app/sender.ts'
import { PAGE_URL } from '../../../src/main/app/page.ts'

const ours = { name: 'ours' } as never
const frame = { url: PAGE_URL, parent: null }

describe('a message', () => {
  it.each([
    ['from our page', { sender: ours, senderFrame: frame }, true],
    ['from our page at another place', { sender: ours, senderFrame: { ...frame, url: `${PAGE_URL}#runs` } }, true],
    ['from a frame within it', { sender: ours, senderFrame: { ...frame, parent: {} as never } }, false],
    ['from a frame that is gone', { sender: ours, senderFrame: null }, false],
    ['from another window', { sender: {} as never, senderFrame: frame }, false],
    ['from the web', { sender: ours, senderFrame: { ...frame, url: 'https://example.org/' } }, false],
    ['from another host of our scheme', { sender: ours, senderFrame: { ...frame, url: 'arpeggio://evil/' } }, false],
    ['from a file', { sender: ours, senderFrame: { ...frame, url: 'file:///index.html' } }, false],
  ])('%s: %o is trusted: %s', (_, message, trusted) => {
    expect(isOurPage(message, ours, PAGE_URL)).toBe(trusted)
  })
})
