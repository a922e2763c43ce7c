import { expect, it } from 'vitest'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { exportScenario, type ExportedChip } from '../../../src/main/usbip/export-scenario.ts'
import { UsbipClient } from './usbip-client.ts'

const PLACE = { port: 0, host: '127.0.0.1' } as const

it.each<{ chip: ExportedChip; ids: string }>([
  { chip: 'mcp2221', ids: '04d800dd' },
  { chip: 'ch341', ids: '1a865512' },
])('exports a scenario behind a $chip until it is stopped', async ({ chip, ids }) => {
  const stop = new AbortController()
  const lines: string[] = []
  const log = (line: string): void => void lines.push(line)
  const exported = await exportScenario({
    ...PLACE,
    scenario: await loadBuiltIn('single'),
    chip,
    signal: stop.signal,
    log,
  })
  await using client = await UsbipClient.connect(exported.port)
  const block = (await client.import(exported.busid)) as Buffer
  expect(block.toString('hex', 300, 304)).toBe(ids)
  stop.abort()
  await Promise.all([client.closed, exported.closed])
  expect(lines).toEqual([
    expect.stringContaining('attached to 1-1'),
    expect.stringContaining('the server stops, connection closed'),
    expect.stringContaining('detached from 1-1'),
  ])
})

it('says what keeps it from listening', async () => {
  const options = { ...PLACE, scenario: await loadBuiltIn('single'), chip: 'mcp2221', log: () => undefined } as const
  const stop = new AbortController()
  const first = await exportScenario({ ...options, signal: stop.signal })
  await expect(exportScenario({ ...options, port: first.port, signal: stop.signal })).rejects.toThrow('EADDRINUSE')
  stop.abort()
  await first.closed
})
