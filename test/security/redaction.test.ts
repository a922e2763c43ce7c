import { readFile, rm } from 'node:fs/promises'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeDefectLog } from '../../src/main/cli/defect-log.ts'
import { systemReport } from '../../src/main/engine/api/system-report.ts'
import { redacted } from '../../src/main/engine/redacted.ts'
import { newToken } from '../../src/main/serve/gatekeeper.ts'
import { ServeBench } from '../main/serve/serve-bench.ts'

const TOKEN = 'q2V0-8mG_aT5wKx1yZb3cD4eF6gH7iJ9kL0mN1oP2qR'

describe('a text that goes to somebody else', () => {
  it.each([
    { text: 'at run (/home/ada/arpeggio/cli.js:3:4)', home: '/home/ada', is: 'at run (~/arpeggio/cli.js:3:4)' },
    { text: 'file:///C:/Users/Ada/x C:\\Users\\Ada\\y', home: 'C:\\Users\\Ada', is: 'file:///~/x ~\\y' },
    { text: '"C:\\\\Users\\\\Ada\\\\z"', home: 'C:\\Users\\Ada', is: '"~\\\\z"' },
    { text: '/etc/x', home: '/', is: '/etc/x' },
    {
      text: '--store postgres://lab:tiger@db.example/history',
      home: '',
      is: '--store postgres://…@db.example/history',
    },
    { text: 'PGPASSWORD=tiger password: "a b" token=x', home: '', is: 'PGPASSWORD=… password: … token=…' },
    { text: `http://127.0.0.1:8080/#${TOKEN}`, home: '', is: 'http://127.0.0.1:8080/#…' },
    { text: `arpeggio.token.${TOKEN}`, home: '', is: 'arpeggio.token.…' },
    { text: '--adapter mcp2221:0002137841 --arm', home: '', is: '--adapter mcp2221:… --arm' },
    { text: 'MCP2221, serial number 0002137841', home: '', is: 'MCP2221, serial number …' },
    { text: 'udid 410b8086153100040000000000c91234', home: '', is: 'udid 410b8086153100040000000000c91234' },
  ])('$text', ({ text, home, is }) => {
    expect(redacted(text, home)).toBe(is)
  })

  it('is the log of a defect, its command and its stack', async () => {
    const error = new Error(`can't read ${join(homedir(), 'secret/plan.json')} of mcp2221:0002137841`)
    const path = await writeDefectLog(error, ['history', '--store', 'postgres://lab:tiger@db/history'])
    const text = await readFile(path!, 'utf8')
    await rm(path!)
    expect(text).toContain(`can't read ${join('~', 'secret/plan.json')}`)
    expect(['tiger', '0002137841', homedir()].filter((secret) => text.includes(secret))).toEqual([])
  })

  it('is the system report, which names no computer and no person', () => {
    const { text } = systemReport('1.2.3')
    expect(text).toContain('Arpeggio 1.2.3')
    expect([hostname(), homedir()].filter((name) => text.includes(name))).toEqual([])
  })
})

it('the log of a server never has a token, neither its own nor one that was tried', async () => {
  await using bench = await new ServeBench().start()
  const tried = newToken()
  const refused = [
    bench.socket({ token: tried }),
    bench.socket({ origin: `https://example.org/#${bench.token}` }),
    bench.socket({ path: `/${bench.token}` }),
  ]
  await Promise.all(refused.map((socket) => new Promise((resolve) => socket.on('close', resolve))))
  await fetch(`${bench.origin}/${bench.token}?token=${tried}`, { method: 'POST' })
  expect(bench.log.length).toBeGreaterThan(0)
  expect(bench.log.filter((line) => line.includes(tried) || line.includes(bench.token))).toEqual([])
})
