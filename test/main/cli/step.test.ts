import { describe, expect, it } from 'vitest'
import type { Run } from '#shared/run/run.ts'
import { run } from './run-cli.ts'

const VOLATILE = '810818f40200002518f402150a1b2c3d'

it('sends one command after the other, and shows what came, the clause and the flags after each', async () => {
  const { exitCode, stdout } = await run(
    'step --adapter sim:single@ideal --arm --format table prepare get-udid assign:0x12',
  )
  expect(exitCode).toBe(0)
  expect(stdout.split('\n')).toEqual([
    '#3   prepare: acknowledged to the end',
    '     SMBus 2.0 §5.6.3, Prepare to ARP',
    '     UDID                                    Address  AV  AR',
    '     8108 18f4 0200 0025 18f4 0215 0a1b2c3d  none     0   0   known',
    '',
    `#4   get-udid: ${VOLATILE}, no address, PEC right`,
    '     SMBus 2.0 §5.6.3, Get UDID (general)',
    '     UDID                                    Address  AV  AR',
    '     8108 18f4 0200 0025 18f4 0215 0a1b2c3d  none     0   0   known',
    '',
    '#5   assign:0x12: acknowledged to the end',
    '     SMBus 2.0 §5.6.3.5, Assign Address',
    '     UDID                                    Address  AV  AR',
    '     8108 18f4 0200 0025 18f4 0215 0a1b2c3d  0x12     1   1   known',
    '',
    '',
  ])
})

it('gives a Run with the steps', async () => {
  const { stdout } = await run('step --adapter sim:single --arm --json get-udid')
  const document = JSON.parse(stdout) as Run
  expect(document).toMatchObject({ operation: 'step', steps: [{ command: 'get-udid', devices: [{ udid: VOLATILE }] }] })
})

describe('without commands', () => {
  it('reads them from standard input, a line each, and passes over what is none', async () => {
    const input = ['# who is there?', 'get-udid', '', 'asign:0x12', 'assign:0x12 get-udid', 'quit', 'prepare']
    const { exitCode, stdout, stderr } = await run('step --adapter sim:single --arm --json', { input })
    const { steps } = JSON.parse(stdout) as Run
    expect(steps?.map(({ command }) => command)).toEqual(['get-udid', 'assign:0x12', 'get-udid'])
    expect(stderr).toContain('arpeggio: "asign:0x12" is no ARP command: expected prepare, reset[:ADDRESS]')
    expect(exitCode).toBe(4)
  })

  it('says what it wants where there is no standard input', async () => {
    const { exitCode, stderr } = await run('step --adapter sim:single --arm')
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining('no command was given: prepare, reset')])
  })
})

it.each([
  ['step --adapter sim:single --arm reprepare', '"reprepare" is no ARP command'],
  ['step --adapter sim:single --arm assign:0x61', "0x61 can't be given to a device"],
  ['step --adapter sim:single prepare', 'as they stand and without a look first'],
])('%s: sends nothing and says why', async (line, words) => {
  const { exitCode, stderr } = await run(line)
  expect([exitCode, stderr]).toEqual([4, expect.stringContaining(words)])
})
