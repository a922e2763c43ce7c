import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { htmlFormat } from '#shared/report/html.ts'
import { selectTransactions } from '#shared/report/html/dialogue-selection.ts'
import type { Run } from '#shared/run/run.ts'
import { reportedRun } from '../../support/report-runs.ts'
import { sha256 } from '../../support/sha256.ts'

function render(run: Run): string {
  return String(htmlFormat.render(run, { sha256 }))
}

/** The page as text: tags gone, spaces closed up. */
function textOf(html: string): string {
  return html.replaceAll(/<style>[^]*?<\/style>|<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
}

/** A watch of a day: one transaction again and again, two of them proofs near the end. */
async function longRun(count: number): Promise<Run> {
  const run = await reportedRun('bad-pec')
  const model = run.transactions.at(-1)!
  const more = Array.from({ length: count - run.transactions.length }, (_, i) => ({
    ...model,
    outcome: 'ok' as const,
    seq: 100 + i,
    t_us: 1e6 + 1000 * i,
  }))
  const findings = [{ ...run.findings[0]!, evidence: [9000, 9001] }]
  return { ...run, findings, transactions: [...run.transactions, ...more] }
}

describe('the HTML report', () => {
  it('lets the browser load nothing, and its own style by digest', async () => {
    const html = render(await reportedRun('pcie-card'))
    const style = /<style>([^]*)<\/style>/.exec(html)?.[1] ?? ''
    const digest = createHash('sha256').update(style).digest('base64')
    expect(html).toContain(
      `default-src &#39;none&#39;; style-src &#39;sha256-${digest}&#39;`.replaceAll('&#39;', '&#39;'),
    )
    expect(html).not.toMatch(/<script|<link|<img|\bsrc=|\bstyle=|url\(|@import|https?:/)
  })

  it.each(['pcie-card', 'bad-pec', 'sixty', 'no-arbitration', 'empty', 'unpowered'] as const)(
    'has no dead link and no name twice: %s',
    async (name) => {
      const html = render(await reportedRun(name))
      const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
      const targets = [...html.matchAll(/ (?:href="#|aria-labelledby=")([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(targets.filter((target) => !ids.includes(target))).toEqual([])
    },
  )

  it('says the verdict first and proves its findings', async () => {
    const html = render(await reportedRun('bad-pec'))
    expect(textOf(html)).toMatch(/Warning 2 ARP devices, all confirmed\. 1 warning .* pec-mismatch #3/)
    expect(html).toContain('<a href="#t3">#3</a>')
    expect(html).toContain('<tr id="t3" class="trouble">')
  })

  it('shows both PECs of a reply, and what is wrong with a wrong one', async () => {
    const text = textOf(render(await reportedRun('bad-pec')))
    expect(text).toContain('29 ≠ d6 Wrong PEC: 8 bits differ')
    expect(text).toContain('d6 = d6 8086:10d4 answers, at 0x64')
  })

  it.each([
    ['0xca', 'the address bytes were left out of it'],
    ['0xb7', 'it covers the reply alone'],
  ])('explains the wrong PEC %s: %s', async (got, words) => {
    const run = await reportedRun('pcie-card')
    const transactions = run.transactions.slice(2, 3).map((transaction) => ({
      ...transaction,
      read: `11000102030405060708090a0b0c0d0e0fff${got.slice(2)}`,
      pec_got: got,
      pec_expected: '0x92',
    }))
    expect(textOf(render({ ...run, transactions }))).toContain(words)
  })

  it('is an answer too where nobody is', async () => {
    expect(textOf(render(await reportedRun('empty')))).toContain('No ARP device. Looked at 0x61')
    expect(textOf(render(await reportedRun('unpowered')))).toContain('Nothing was sent.')
  })

  it('ends a refused transaction where it was refused', async () => {
    const html = render(await reportedRun('pcie-card'))
    expect(html).toMatch(/<i>S<\/i> <b class="address">c2<\/b> <b class="command n">03<\/b> <i>P<\/i>/)
  })
})

describe('the HTML report of 10,000 transactions', () => {
  it('shows a thousand, the proofs among them, and says what it left out', async () => {
    const html = render(await longRun(10_000))
    expect(html.split('<tr id="t').length - 1).toBe(1000)
    expect(html).toContain('<tr id="t9000"')
    expect(textOf(html)).toContain('Of 10000 transactions, 9000 are left out here')
    expect(html.length).toBeLessThan(2e6)
  })

  it('leaves out none of a shorter one', async () => {
    const run = await longRun(1000)
    expect(selectTransactions(run)).toEqual(run.transactions)
  })

  it('accounts for every transaction it leaves out, in its place', async () => {
    const selected = selectTransactions(await longRun(3000), 20)
    const total = selected.reduce<number>((sum, item) => sum + (typeof item === 'number' ? item : 1), 0)
    expect(total).toBe(3000)
    expect(selected.filter((item) => typeof item !== 'number')).toHaveLength(20)
  })
})
