import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { PAGE_POLICY, PAGE_POLICY_HEADER } from '#shared/api/page-policy.ts'
import { servePage } from '../../../src/main/app/page.ts'
import { pagePolicy } from '../../../tools/page-policy.ts'
import { ServeBench } from '../../main/serve/serve-bench.ts'

const inlineStyle = createHash('sha256').update('display: contents;').digest('base64')

/** The policy that the page's `<meta>` gets, when it is built or served by the dev server. */
function metaPolicy(context: object): string | undefined {
  const { transformIndexHtml } = pagePolicy()
  if (typeof transformIndexHtml !== 'function') throw new TypeError('the plugin has another form')
  const tags = transformIndexHtml.call({} as never, '', { path: '', filename: '', ...context } as never)
  return (tags as unknown as { attrs: { content: string } }[])[0]?.attrs.content
}

describe('the policy of the page', () => {
  it('lets it load its own files and one inline style, and nothing else', () => {
    expect(PAGE_POLICY.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `style-src-attr 'unsafe-hashes' 'sha256-${inlineStyle}'`,
      "img-src 'self'",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
    ])
  })

  it('is the same in the built page, from the server and in the app, where a header keeps it out of frames too', async () => {
    await using bench = await new ServeBench().start()
    const served = await fetch(`${bench.origin}/`)
    const inApp = await servePage(bench.folder)(new Request('arpeggio://app/index.html'))
    const policies = {
      built: `${metaPolicy({})}; frame-ancestors 'none'`,
      served: served.headers.get('content-security-policy'),
      inApp: inApp.headers.get('content-security-policy'),
    }
    expect(policies).toEqual({ built: PAGE_POLICY_HEADER, served: PAGE_POLICY_HEADER, inApp: PAGE_POLICY_HEADER })
  })

  it('lets the dev server inject styles and talk over a WebSocket, and still no inline script', () => {
    const policy = metaPolicy({ server: {} })
    expect(policy).toContain("style-src 'self' 'unsafe-inline';")
    expect(policy).toContain("connect-src 'self' ws:;")
    expect(policy).toContain("script-src 'self';")
  })
})
