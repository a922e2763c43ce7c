import { describe, expect, it } from 'vitest'
import { renderLinux } from '#shared/report/linux.ts'
import { reportedRun } from '../../support/report-runs.ts'

const NEW_DEVICE = /^echo DRIVER .*/gm

describe('the Linux hand-off', () => {
  it('has a new_device line for every device with an address', async () => {
    expect(renderLinux(await reportedRun('pcie-card')).match(NEW_DEVICE)).toEqual([
      'echo DRIVER 0x3b > /sys/bus/i2c/devices/i2c-N/new_device',
      'echo DRIVER 0x64 > /sys/bus/i2c/devices/i2c-N/new_device',
      'echo DRIVER 0x11 > /sys/bus/i2c/devices/i2c-N/new_device',
      'echo DRIVER 0x12 > /sys/bus/i2c/devices/i2c-N/new_device',
    ])
  })

  it('names the bus where Linux has a number for it', async () => {
    const run = await reportedRun('bad-pec')
    const text = renderLinux({ ...run, adapter: { ...run.adapter, selector: 'i2c-dev:4' } })
    expect(text).toContain('echo DRIVER 0x64 > /sys/bus/i2c/devices/i2c-4/new_device')
    expect(text).toContain('/sys/bus/i2c/devices/4-0064')
  })

  it('offers no line for a device whose address is contested', async () => {
    const text = renderLinux(await reportedRun('duplicate-udid'))
    expect(text.match(NEW_DEVICE)).toBeNull()
    expect(text).not.toContain('reg = <0x11>')
  })

  it('says what is proposed only, what new_device cannot carry, and what a dynamic address is no key for', async () => {
    const text = renderLinux(await reportedRun('bad-pec')).replaceAll('\n# ', ' ')
    expect(text).toContain('No released kernel has them')
    expect(text).toContain('neither the UDID nor the PEC flag')
    expect(text).toContain('A dynamic address is no stable key')
    expect(text.match(/modalias \(proposed\)/g)).toHaveLength(2)
  })

  it('is a comment throughout where there is no device', async () => {
    const lines = renderLinux(await reportedRun('empty')).split('\n')
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
  })
})
