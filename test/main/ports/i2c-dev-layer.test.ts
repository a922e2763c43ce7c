import { describe, expect, it } from 'vitest'
import { loadKernelLayer } from '../../../src/main/ports/i2c-dev-layer.ts'

describe.runIf(process.platform === 'linux')('the real kernel, through koffi', () => {
  it('answers ENOTTY to an I2C request on a node that is no bus, off this thread', async () => {
    const layer = await loadKernelLayer()
    const node = await layer.open('/dev/null')
    const memory = layer.allocate(layer.pointerBytes)
    expect(memory.address).toBeGreaterThan(0n)
    // The errno is that of the thread that made the call, also where several are under way.
    expect(await Promise.all([0x0705, 0x0707, 0x0720].map((request) => node.ioctl(request, memory)))).toEqual([
      'ENOTTY',
      'ENOTTY',
      'ENOTTY',
    ])
    expect(await node.ioctl(0x0703, 0x61)).toBe('ENOTTY')
    await node.close()
  })

  it('works in plain bytes, of which a slice is a copy', async () => {
    const { bytes } = (await loadKernelLayer()).allocate(2)
    const before = bytes.slice()
    bytes.fill(0xff)
    expect(before).toEqual(Uint8Array.of(0, 0))
  })

  it('passes on why a node could not be opened', async () => {
    const layer = await loadKernelLayer()
    await expect(layer.open('/dev/i2c-nowhere')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
