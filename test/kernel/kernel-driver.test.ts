import { beforeAll, describe, expect, it } from 'vitest'
import { boot, type Booted } from './boot.ts'
import type { Ended } from './guest/guest.ts'

const STEP = 'kernel driver'

type Counted = Ended & { readonly commands: string }

interface Facts {
  readonly refused: Ended
  readonly adapters: Ended
  readonly detect: Counted
  readonly byte: Counted
  readonly word: Counted
  readonly prepared: Counted
  readonly found: readonly {
    readonly udid: string
    readonly address: string
    readonly getUdid: string
    readonly assign: string
    readonly exitCode: number | null
  }[]
  readonly truth: readonly { readonly address: number | null; readonly addressResolved: boolean }[]
  readonly last: Counted
  readonly wedged: Counted
  readonly detectAfter: Counted
}

let booted: Booted
beforeAll(async () => {
  booted = await boot({ steps: [STEP], skipsWaiting: true, timeoutMs: 600_000 })
})

/** What the guest found; the test is skipped where there is no guest. */
function facts(skip: (note: string) => never): Facts {
  if ('skipped' in booted) return skip(booted.skipped)
  const found = booted.facts.get(STEP) as { fact: Facts } | { error: string } | undefined
  if (!found || 'error' in found) throw new Error(`step "${STEP}": ${found?.error ?? 'not taken'}`)
  return found.fact
}

/** Addresses in the table of i2cdetect. */
function detected({ stdout }: Ended): string[] {
  const rows = stdout.split('\n').slice(1)
  return rows.flatMap((row) => row.slice(4).match(/[0-9a-f]{2}/g) ?? [])
}

describe("the kernel's own hid-mcp2221 on the chip model", () => {
  it('keeps the chip from us: exit code 3, and the words that mend it', ({ skip }) => {
    const { refused } = facts(skip)
    expect(refused).toMatchObject({ exitCode: 3, stdout: '' })
    expect(refused.stderr).toMatch(/kernel's driver hid-mcp2221 has it: .*blacklist hid_mcp2221/)
  })

  it('is listed as in the hands of the kernel', ({ skip }) => {
    const { adapters } = facts(skip)
    const listed = JSON.parse(adapters.stdout) as { adapters: unknown[] }
    expect(listed.adapters).toContainEqual(expect.objectContaining({ kind: 'mcp2221', state: 'kernel-driver' }))
  })

  it('finds by i2cdetect who is there, and nobody else', ({ skip }) => {
    expect(detected(facts(skip).detect)).toEqual(['3b', '48', '50', '64'])
  })

  it('reads the EEPROM', ({ skip }) => {
    const { byte, word } = facts(skip)
    expect([byte.stdout.trim(), word.stdout.trim()]).toEqual(['0x01', '0xe8c7'])
  })

  it('takes the four commands for a read that are known of it', ({ skip }) => {
    expect(facts(skip).byte.commands).toBe('94 93 40 10')
  })

  it('enumerates the ARP devices, lowest UDID first', ({ skip }) => {
    const { prepared, found } = facts(skip)
    expect(prepared).toMatchObject({ exitCode: 0, commands: '90 10' })
    expect(found).toEqual(
      [
        { udid: '010810ee0000002710ee000000202010', address: '0x3b' },
        { udid: '4108808610d400040000000044332210', address: '0x64' },
        { udid: '410b8086153100040000000000c91234', address: '0x13' },
        { udid: '810818f40200002518f402150a1b2c3d', address: '0x14' },
      ].map((device) => ({ ...device, getUdid: '94 93 40 10', assign: '90 10', exitCode: 0 })),
    )
  })

  it('puts every device where it was told to be', ({ skip }) => {
    expect(facts(skip).truth).toEqual([0x64, 0x13, 0x14, 0x3b].map((address) => ({ address, addressResolved: true })))
  })

  it('learns by a NACK that nobody is left, does not cancel, and gets nothing from the chip any more', ({ skip }) => {
    const { last, wedged, detectAfter } = facts(skip)
    expect(last).toMatchObject({ exitCode: 1, commands: '94 93' })
    expect(last.stderr).toContain('No such device or address')
    expect(wedged).toMatchObject({ exitCode: 1, commands: '90' })
    expect(detected(detectAfter)).toEqual([])
  })
})
