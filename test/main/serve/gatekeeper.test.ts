import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { Gatekeeper, newToken } from '../../../src/main/serve/gatekeeper.ts'
import { findPageFolder } from '../../../src/main/serve/page-folder.ts'

const gatekeeper = new Gatekeeper(8080, newToken())

describe('the name a server is asked for by', () => {
  it.each(['127.0.0.1:8080', 'localhost:8080', '[::1]:8080', '127.1.2.3:8080', `${hostname()}:8080`])(
    'may be %s',
    (host) => {
      expect(gatekeeper.checkHost({ host })).toBeNull()
    },
  )

  it.each([
    undefined,
    '',
    '127.0.0.1',
    '127.0.0.1:8081',
    'evil.example:8080',
    'localhost.evil.example:8080',
    '127.0.0.1.evil.example:8080',
    '192.0.2.1:8080',
    'user@evil.example:8080',
    '127.0.0.1:8080@evil.example',
  ])('may not be %s', (host) => {
    expect(gatekeeper.checkHost(host === undefined ? {} : { host })).toMatchObject({ status: 421 })
  })
})

describe('a token', () => {
  it('has 256 bits, is never the same, and stands in an address as it is', () => {
    const tokens = Array.from({ length: 100 }, newToken)
    expect(new Set(tokens).size).toBe(100)
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })
})

describe('the page', () => {
  it('that is not built is not found', () => {
    expect(findPageFolder('/nowhere/out/main/chunks/serve.js')).toBeUndefined()
  })
})
