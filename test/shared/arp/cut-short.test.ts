import { describe, expect, it } from 'vitest'
import type { OpenBus } from '#shared/arp/operation.ts'
import type { I2cBus, TransferOutcome, TransferReport } from '#shared/i2c/bus.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { allCodes, arp, cardOf, codes, eventsOf } from '../../support/arp-card.ts'
import { enumerateOn, runOn, type SimulatedRun } from '../../support/simulated-run.ts'

const CARD = cardOf(
  arp(UDID.alveo, { address: '0x14' }),
  arp(UDID.i217Strap0, { address: '0x64', address_resolved: true }),
  arp(UDID.nt400d11),
  { kind: 'eeprom', address: '0x11' },
)

const INDEXES = (await enumerateOn(CARD)).run.transactions.map(({ seq }) => seq)

/** A bus that from its `from`th transaction on, for `times` of them, comes to `report` instead. */
function spoiled(bus: I2cBus, from: number, report: Partial<TransferReport>, times = Infinity): I2cBus {
  let calls = 0
  const perform = async (transfer: () => Promise<TransferReport>): Promise<TransferReport> => {
    calls++
    if (calls < from || calls >= from + times) return transfer()
    return { outcome: 'ok', nackIndex: null, usbTransfers: 0, srGapUs: null, wireTimeUs: null, ...report }
  }
  return {
    capabilities: bus.capabilities,
    clockHz: bus.clockHz,
    write: (...args) => perform(() => bus.write(...args)),
    read: (...args) => perform(() => bus.read(...args)),
    writeRead: (...args) => perform(() => bus.writeRead(...args)),
    ...(bus.lines ? { lines: () => bus.lines?.() ?? Promise.reject(new Error('none')) } : {}),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  }
}

const enumerateSpoiled = (from: number, outcome: TransferOutcome, times?: number): Promise<SimulatedRun> =>
  enumerateOn(CARD, {}, { wrap: (bus) => spoiled(bus, from, { outcome }, times) })

/** Devices a Run calls confirmed and the card does not. */
function overclaimed({ run, card }: SimulatedRun): string[] {
  const there = card.devices().map(({ udid, address }) => `${udid} ${address}`)
  const claimed = run.devices.filter(({ confirmed }) => confirmed).map((d) => `${d.udid} ${Number(d.address)}`)
  return claimed.filter((claim) => !there.includes(claim))
}

describe.each(['ideal', 'mcp2221'] as const)('cancelled over the %s adapter', (adapter) => {
  it('after any transaction, nothing more is sent and the bus is idle', async () => {
    const { run: whole } = await enumerateOn(CARD, {}, { adapter })
    for (const { seq } of whole.transactions.slice(0, -1)) {
      const controller = new AbortController()
      const { run, card, events } = await enumerateOn(
        CARD,
        {},
        {
          adapter,
          signal: controller.signal,
          observe: (event) => {
            if (event.type === 'transaction' && event.transaction.seq === seq) controller.abort()
          },
        },
      )
      expect(run.transactions.map((transaction) => transaction.seq)).toEqual(INDEXES.slice(0, seq))
      expect(codes(run)).toContain('interrupted')
      expect(run).toMatchObject({ complete: false, bus: { lines_after: { scl: 'high', sda: 'high' } } })
      expect(card.wire.lines()).toEqual({ scl: 'high', sda: 'high' })
      expect(events.at(-1)).toMatchObject({ type: 'run-finished', complete: false })
    }
  })
})

describe('cancelled', () => {
  it('before it began, an operation sends nothing', async () => {
    const { run } = await enumerateOn(CARD, {}, { signal: AbortSignal.abort() })
    expect(run.transactions).toEqual([])
    expect(codes(run)).toEqual(['interrupted'])
  })

  it('while it waits for power, an operation stops waiting', async () => {
    const controller = new AbortController()
    const { run } = await enumerateOn(
      cardOf(),
      {},
      {
        signal: controller.signal,
        observe: (event) => {
          if (event.type === 'finding' && event.code === 'prepare-not-acknowledged') controller.abort()
        },
      },
    )
    expect(codes(run)).toEqual(['prepare-not-acknowledged', 'interrupted'])
  })

  it('as the adapter is lost, an operation says that the adapter is lost', async () => {
    const controller = new AbortController()
    const { run } = await enumerateOn(
      CARD,
      {},
      {
        wrap: (bus) => spoiled(bus, 5, { outcome: 'closed' }),
        signal: controller.signal,
        observe: (event) => {
          if (event.type === 'transaction' && event.transaction.seq === 5) controller.abort()
        },
      },
    )
    expect(codes(run)).toEqual(['adapter-lost'])
  })
})

describe('from any transaction on', () => {
  it.each([
    { outcome: 'closed', code: 'error adapter-lost', tries: 1 },
    { outcome: 'adapter', code: 'error adapter-error', tries: 1 },
    { outcome: 'timeout', code: 'error clock-timeout', tries: 3 },
    { outcome: 'bus-busy', code: 'error second-controller', tries: 3 },
    { outcome: 'arbitration-lost', code: 'error arbitration-lost', tries: 3 },
  ] as const)('$outcome ends the operation after $tries tries as $code', async ({ outcome, code, tries }) => {
    for (const from of INDEXES) {
      const simulated = await enumerateSpoiled(from, outcome)
      const { run } = simulated
      expect(run.complete).toBe(false)
      expect(run.transactions).toHaveLength(from - 1 + tries)
      expect(allCodes(run).filter((found) => found.startsWith('error'))).toEqual([code])
      expect(run.findings.find((found) => `error ${found.code}` === code)?.evidence).toEqual([from - 1 + tries])
      expect(overclaimed(simulated)).toEqual([])
    }
  })

  it.each(['timeout', 'bus-busy', 'arbitration-lost'] as const)(
    'one %s is healed by a retry, and said so',
    async (outcome) => {
      for (const from of INDEXES) {
        const { run } = await enumerateSpoiled(from, outcome, 1)
        expect(run.complete).toBe(true)
        expect(run.summary).toMatchObject({ devices: 3, confirmed: 3, verdict: 'warn' })
        expect(run.findings).toMatchObject([{ severity: 'warning', evidence: [from] }])
        expect(run.statistics.retries).toBe(1)
      }
    },
  )

  it.each(['hold-sda', 'hold-scl'] as const)('a device that does %s ends it with the line named', async (fault) => {
    for (const on of ['prepare', 'get-udid', 'assign', 'get-udid-directed'] as const) {
      const stuck = cardOf(arp(UDID.i217Strap0), arp(UDID.nt400d11, { faults: [{ on, do: fault, times: 1 }] }))
      const { run } = await enumerateOn(stuck)
      expect(run.complete).toBe(false)
      expect(codes(run)).toEqual([fault === 'hold-sda' ? 'stuck-sda' : 'stuck-scl'])
      expect(run.findings[0]?.evidence).not.toEqual([])
      expect(run.bus.lines_after[fault === 'hold-sda' ? 'sda' : 'scl']).toBe('low')
    }
  })

  it('an address that is not acknowledged is nobody, and no failure of the adapter', async () => {
    for (const from of INDEXES) {
      const simulated = await enumerateOn(
        CARD,
        {},
        { wrap: (bus) => spoiled(bus, from, { outcome: 'nack-address', nackIndex: 0 }) },
      )
      expect(simulated.run.complete).toBe(true)
      expect(overclaimed(simulated)).toEqual([])
    }
  })

  it('refusals of which the adapter knows no byte confirm nothing that is not so', async () => {
    for (const from of INDEXES) {
      const simulated = await enumerateOn(
        CARD,
        {},
        { wrap: (bus) => spoiled(bus, from, { outcome: 'nack-unknown', nackIndex: 'unknown' }) },
      )
      expect(simulated.run.complete).toBe(true)
      expect(overclaimed(simulated)).toEqual([])
    }
  })
})

describe('what ended an operation', () => {
  it('is said of the address it went to, with what to do', async () => {
    const { run } = await enumerateSpoiled(1, 'timeout')
    expect(run.findings).toMatchObject([
      {
        code: 'clock-timeout',
        message:
          'Transaction 3 (self-test, 0x7d), tried 3 times: SCL was held low too long; try a lower --speed or a longer --timeout',
      },
    ])
  })

  it('is in the words of the driver where it has some', async () => {
    const { run } = await enumerateOn(
      CARD,
      {},
      { wrap: (bus) => spoiled(bus, 4, { outcome: 'adapter', message: 'MCP2221 does not answer; plug it in again' }) },
    )
    expect(run.findings[0]?.message).toBe('Transaction 4 (prepare, 0x61): MCP2221 does not answer; plug it in again')
  })
})

describe('runOperation', () => {
  const lines = (read: NonNullable<OpenBus['lines']>) => ({
    wrap: (bus: I2cBus): I2cBus => ({ ...spoiled(bus, Infinity, {}), lines: read }),
  })

  it('passes a defect on, after the last event', async () => {
    const defect = new TypeError('a defect')
    const seen: string[] = []
    const failing = runOn(CARD, () => Promise.reject(defect), { observe: ({ type }) => seen.push(type) })
    await expect(failing).rejects.toBe(defect)
    expect(seen.at(-1)).toBe('run-finished')
  })

  it('passes a defect on though the operation was cancelled too', async () => {
    const defect = new TypeError('a defect')
    const controller = new AbortController()
    const failing = runOn(
      CARD,
      () => {
        controller.abort()
        return Promise.reject(defect)
      },
      { signal: controller.signal },
    )
    await expect(failing).rejects.toBe(defect)
  })

  it('is not complete when a line is low at the end', async () => {
    let reads = 0
    const { run } = await enumerateOn(
      CARD,
      {},
      lines(() => Promise.resolve({ scl: 'high', sda: reads++ === 0 ? 'high' : 'low' })),
    )
    expect(run.complete).toBe(false)
    expect(codes(run)).toContain('stuck-sda')
  })

  it('is not complete when the lines can no longer be read', async () => {
    let reads = 0
    const { run } = await enumerateOn(
      CARD,
      {},
      lines(() =>
        reads++ === 0
          ? Promise.resolve({ scl: 'high', sda: 'high' })
          : Promise.reject(new BusError('closed', 'MCP2221 is gone')),
      ),
    )
    expect(run.complete).toBe(false)
    expect(run.findings).toMatchObject([{ code: 'adapter-lost', message: 'MCP2221 is gone' }])
  })

  it('first of all asks two addresses that nobody may have', async () => {
    const { run } = await enumerateOn(CARD)
    expect(run.transactions.slice(0, 2).map(({ step, address }) => `${step} ${address}`)).toEqual([
      'self-test 0x7d',
      'self-test 0x7f',
    ])
  })

  it('begins and ends every operation with its two events', async () => {
    const { events } = await enumerateOn(CARD)
    expect(events[0]?.type).toBe('run-started')
    expect(eventsOf(events, 'run-started')).toHaveLength(1)
    expect(eventsOf(events, 'run-finished')).toHaveLength(1)
    expect(eventsOf(events, 'lines').map(({ when }) => when)).toEqual(['before', 'after'])
  })
})
