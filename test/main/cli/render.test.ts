import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import type { Transaction } from '#shared/i2c/recorder.ts'
import { formatColumns, formatSections, wrap } from '../../../src/main/cli/render/columns.ts'
import { dialogueLine, type Exchange } from '#shared/report/dialogue-line.ts'
import { findingLines } from '../../../src/main/cli/render/findings.ts'
import { groupUdid, renderRunTable } from '../../../src/main/cli/render/run-table.ts'
import { verdictSentence } from '#shared/report/verdict.ts'
import type { Run, RunDevice, RunFinding } from '#shared/run/run.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { enumerateOn } from '../../support/simulated-run.ts'

const plain = { colours: picocolors.createColors(false), columns: undefined }
const { run: healthy } = await enumerateOn(await loadBuiltIn('pcie-card'))

function withDevices(change: (device: RunDevice, index: number) => Partial<RunDevice>): Run {
  return { ...healthy, devices: healthy.devices.map((device, index) => ({ ...device, ...change(device, index) })) }
}

function noticed(change: Partial<RunFinding>): RunFinding {
  return { code: 'stuck-sda', severity: 'error', message: 'SDA is low', evidence: [], ...change }
}

describe('dialogueLine', () => {
  const getUdid: Transaction = {
    seq: 7,
    tUs: 0,
    durationUs: 0,
    operation: 'write_read',
    address: 0x61,
    written: '03',
    read: '',
    outcome: 'nack-data',
    nackIndex: 1,
    usbTransfers: 0,
    srGapUs: null,
    wireTimeUs: null,
  }
  const exchange: Exchange = {
    step: 'look',
    retry: false,
    pecExpected: null,
    pecGot: null,
  }
  const line = (transaction: Partial<Transaction>, about: Partial<Exchange> = {}): string =>
    dialogueLine({ ...getUdid, ...transaction }, { ...exchange, ...about }, 1234)

  it.each([
    [{ nackIndex: 0 }, {}, 'S 61w N P'],
    [{ nackIndex: 1 }, {}, 'S 61w 03 N P'],
    [{ nackIndex: 2 }, {}, 'S 61w 03 Sr 61r N P'],
    [{ nackIndex: 'unknown' }, {}, 'S 61w 03 Sr 61r N? P'],
    [{ operation: 'read', address: 0x7d, written: '', nackIndex: 0 }, {}, 'S 7dr N P'],
    [
      { operation: 'write', written: '01c0', nackIndex: null, outcome: 'ok' },
      { pecExpected: 0xc0 },
      'S 61w 01 c0 P  PEC 0xc0 sent',
    ],
    [{ operation: 'write', written: '', nackIndex: null, outcome: 'ok', address: 0x48 }, {}, 'S 48w P'],
    [
      { read: '1100', nackIndex: null, outcome: 'ok' },
      { pecExpected: 0x12, pecGot: 0 },
      'S 61w 03 Sr 61r 11 00 P  PEC got 0x00, expected 0x12',
    ],
    [
      { nackIndex: null, outcome: 'timeout', message: 'SCL stayed low' },
      { retry: true },
      'S 61w 03 Sr 61r P  timeout: SCL stayed low (again)',
    ],
  ] as const)('draws %j', (transaction, about, wire) => {
    expect(line(transaction, about)).toBe(`#7      +1.23ms  look       ${wire}`)
  })
})

describe('verdictSentence', () => {
  it.each([
    ['4 ARP devices, all confirmed.', healthy],
    ['4 ARP devices, 3 confirmed, 1 in conflict.', withDevices((_, i) => (i === 0 ? { status: 'conflict' } : {}))],
    [
      '4 ARP devices, 3 confirmed, 1 failed.',
      withDevices((_, i) => (i === 3 ? { status: 'failed', confirmed: false } : {})),
    ],
    [
      '4 ARP devices, 2 confirmed, 1 kept an address of its own, 1 not confirmed.',
      withDevices((_, i) => [{ status: 'kept_own_address' as const }, { confirmed: false }, {}, {}][i] ?? {}),
    ],
    [
      '4 ARP devices, all without an assigned address.',
      withDevices(() => ({ status: 'not_assigned', confirmed: false })),
    ],
    [
      '4 ARP devices, all confirmed, 2 errors.',
      { ...healthy, summary: { ...healthy.summary, findings: { info: 0, warning: 0, error: 2 } } },
    ],
    ['Stopped before the end; 4 ARP devices until then, 4 confirmed.', { ...healthy, complete: false }],
    [
      'The adapter is gone; 4 ARP devices until then, 4 confirmed.',
      { ...healthy, complete: false, findings: [noticed({ code: 'adapter-lost' })] },
    ],
  ])('%s', (sentence, run) => {
    expect(verdictSentence(run)).toBe(sentence)
  })
})

describe('findingLines', () => {
  it('puts the gravest first, each with its proof', () => {
    const findings = [
      noticed({ severity: 'info', message: 'slow', code: 'slow-repeated-start', evidence: [3] }),
      noticed({ evidence: [1, 2, 3, 4, 5, 6, 7, 8] }),
    ]
    expect(findingLines({ ...healthy, findings }, plain)).toEqual([
      '  error    SDA is low [stuck-sda] #1 #2 #3 #4 #5 #6 and 2 more',
      '  info     slow [slow-repeated-start] #3',
    ])
  })

  it('says the same words once', () => {
    const findings = [noticed({ message: 'both are low' }), noticed({ message: 'both are low', code: 'stuck-scl' })]
    expect(findingLines({ ...healthy, findings }, plain)).toEqual(['  error    both are low [stuck-sda, stuck-scl]'])
  })

  it('names the device, by its address or its number', () => {
    const findings = [noticed({ message: 'odd', code: 'malformed-udid', severity: 'warning' })]
    const run = withDevices((_, i) => (i < 2 ? { findings, address: i === 0 ? '0x11' : null } : { findings: [] }))
    expect(findingLines(run, plain)).toEqual([
      '  warning  0x11: odd [malformed-udid]',
      '  warning  device 1: odd [malformed-udid]',
    ])
  })
})

describe('renderRunTable', () => {
  it('is the same with and without colour, but for the colour', () => {
    const coloured = renderRunTable(healthy, { ...plain, colours: picocolors.createColors(true) })
    expect(coloured).toContain('\u001b[')
    // eslint-disable-next-line no-control-regex -- what is looked for is a control character
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(renderRunTable(healthy, plain))
  })

  it('leaves no blanks at line ends', () => {
    expect(
      renderRunTable(
        withDevices(() => ({ address: null, assigned_by: null })),
        plain,
      ),
    ).not.toMatch(/ \n/)
  })
})

describe('text', () => {
  it('stands in columns', () => {
    const rows = [
      [{ text: 'a' }, { text: 'long cell' }, { text: '' }],
      [{ text: '' }, { text: 'b' }, { text: 'c' }],
    ]
    expect(formatColumns(['Head', 'Two', 'Three'], rows)).toEqual([
      'Head  Two        Three',
      'a     long cell',
      '      b          c',
    ])
  })

  it('is wrapped between words, under its beginning', () => {
    expect(wrap('- ', 'one two three', 9)).toEqual(['- one two', '  three'])
    expect(wrap('- ', 'indivisible', 4)).toEqual(['- indivisible'])
    expect(wrap('- ', 'one two three', Infinity)).toEqual(['- one two three'])
  })

  it('keeps its sections apart', () => {
    expect(formatSections([['a', 'b'], [], ['c']])).toBe('a\nb\n\nc\n')
  })

  it('shows a UDID in its fields', () => {
    expect(groupUdid('4108808610d400040000000044332211')).toBe('4108 8086 10d4 0004 0000 0000 44332211')
  })
})
