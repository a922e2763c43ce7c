import { describe, expect, it } from 'vitest'
import type { Run } from '#shared/run/run.ts'
import { BUILT_IN_NAMES, loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { enumerateOn } from '../../../support/simulated-run.ts'

/** What on a CH341 is not as on an ideal adapter, each a limit of the chip or of time. */
const OTHERWISE = new Set(['slow-target', 'late-joiner'])

function devicesOf({ devices }: Run) {
  return devices.map(({ udid, address, class: kind, confirmed, status }) => ({
    udid,
    address,
    kind,
    confirmed,
    status,
  }))
}

async function runsOf(name: Parameters<typeof loadBuiltIn>[0]): Promise<{ ideal: Run; ch341: Run }> {
  const { run: ideal } = await enumerateOn(await loadBuiltIn(name))
  const { run: ch341 } = await enumerateOn(await loadBuiltIn(name), {}, { adapter: 'ch341' })
  return { ideal, ch341 }
}

describe('an enumeration through a CH341', () => {
  it.each(BUILT_IN_NAMES.filter((name) => !OTHERWISE.has(name)))(
    'finds in %s what one through an ideal adapter finds',
    async (name) => {
      const { ideal, ch341 } = await runsOf(name)
      expect(devicesOf(ch341)).toEqual(devicesOf(ideal))
    },
  )

  it('finds a device that joins on the way, though later in the order', async () => {
    const { ideal, ch341 } = await runsOf('late-joiner')
    const udids = (run: Run) => run.devices.map(({ udid }) => udid).sort()
    expect(udids(ch341)).toEqual(udids(ideal))
    expect(ch341.summary).toEqual(ideal.summary)
  })

  it('assigns nothing where a device stretches the clock, which the chip does not wait for', async () => {
    const { ch341 } = await runsOf('slow-target')
    expect(ch341.devices).toEqual([])
    expect(ch341.summary.verdict).not.toBe('pass')
  })

  it('takes two transfers a transaction, and holds SCL for nobody', async () => {
    const { ch341 } = await runsOf('pcie-card')
    const { transactions, usb_transfers, longest_sr_gap_us } = ch341.statistics
    expect({ usb_transfers, longest_sr_gap_us }).toEqual({ usb_transfers: 2 * transactions, longest_sr_gap_us: 0 })
  })

  it('is refused where SDA is held low, and not where SCL alone may be', async () => {
    const codes = async (name: 'unpowered' | 'stuck-scl') => (await runsOf(name)).ch341.findings.map(({ code }) => code)
    expect(await codes('unpowered')).toEqual(['stuck-sda'])
    expect(await codes('stuck-scl')).toEqual(['prepare-not-acknowledged', 'no-arp-device'])
  })
})
