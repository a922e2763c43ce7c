import { describe, expect, it, vi } from 'vitest'
import { nodeUsb } from '../../../src/main/ports/usb-layer.ts'
import { watchUsb, type PlugNotice } from '../../../src/main/ports/usb-hotplug.ts'
import { device, layerWith, layerWithout } from './usb-bench.ts'

describe('watching USB', () => {
  it('tells what came and went, and where, until disposed of', async () => {
    const notices: PlugNotice[] = []
    const layer = layerWith()
    const watch = await watchUsb((notice) => notices.push(notice), { layer, platform: 'linux' })
    layer.plug({ kind: 'connected', device: device() })
    layer.plug({ kind: 'disconnected', device: device({ ports: [2, 3] }) })
    watch?.[Symbol.dispose]()
    layer.plug({ kind: 'connected', device: device() })
    const ids = { vendorId: 0x1a86, productId: 0x5512 }
    expect(notices).toEqual([
      { kind: 'connected', ...ids, path: '1-2' },
      { kind: 'disconnected', ...ids, path: '1-2.3' },
    ])
    expect(layer.watchers).toBe(0)
  })

  it('does not begin where nothing can be listed, which would end the process', async () => {
    const layer = layerWithout()
    const watch = vi.spyOn(layer, 'watch')
    expect(await watchUsb(() => undefined, { layer })).toBeNull()
    expect(watch).not.toHaveBeenCalled()
  })

  it('survives with the package itself, whatever this machine has', async () => {
    const watch = await watchUsb(() => undefined, { layer: nodeUsb })
    watch?.[Symbol.dispose]()
    const canList = await nodeUsb.devices().then(
      () => true,
      () => false,
    )
    expect(watch !== null).toBe(canList)
  })
})
