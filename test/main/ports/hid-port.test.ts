import { describe, expect, it, vi } from 'vitest'
import type { HidPort } from '#shared/adapters/ports.ts'
import type { HidDevice, HidLayer } from '../../../src/main/ports/hid-layer.ts'
import { openHidPort } from '../../../src/main/ports/hid-port.ts'

const PATH = 'pretended'

function layerOf(device: Partial<HidDevice>): HidLayer {
  const whole: HidDevice = {
    read: () => Promise.resolve(Buffer.alloc(0)),
    write: () => Promise.resolve(65),
    close: () => Promise.resolve(),
    ...device,
  }
  return { devices: () => Promise.resolve([]), open: () => Promise.resolve(whole) }
}

function open(device: Partial<HidDevice>): Promise<HidPort> {
  return openHidPort(PATH, { layer: layerOf(device) })
}

function failsWith(message: string): () => Promise<never> {
  return () => Promise.reject(new Error(message))
}

describe('a HID port', () => {
  it('writes the report id, then the report padded to 64 bytes', async () => {
    const write = vi.fn<HidDevice['write']>(() => Promise.resolve(65))
    await using port = await open({ write })
    await port.write(Uint8Array.of(0x90, 1))
    expect([...(write.mock.calls[0]?.[0] ?? [])]).toEqual([0, 0x90, 1, ...new Array<number>(62).fill(0)])
  })

  it('reads a report as plain bytes, waiting as long as asked', async () => {
    const read = vi.fn<HidDevice['read']>(() => Promise.resolve(Buffer.from([0x10, 2])))
    await using port = await open({ read })
    const report = await port.read(7)
    expect(report).toEqual(Uint8Array.of(0x10, 2))
    expect(Buffer.isBuffer(report)).toBe(false)
    expect(read).toHaveBeenCalledWith(7)
  })

  it.each([{ given: Buffer.alloc(0) }, { given: undefined }])(
    'reads nothing when it gets $given',
    async ({ given }) => {
      await using port = await open({ read: () => Promise.resolve(given) })
      expect(await port.read(1)).toBeUndefined()
    },
  )

  it.each([
    { message: 'Cannot write to hid device: No such device', kind: 'closed' },
    { message: 'Cannot write to hid device: Cannot send after transport endpoint shutdown', kind: 'closed' },
    { message: 'Cannot write to hid device: The device is not connected.', kind: 'closed' },
    { message: 'Cannot write to hid device: Input/output error', kind: 'closed' },
    { message: 'Cannot write to hid device: Connection timed out', kind: 'adapter' },
  ])('maps "$message" to $kind', async ({ message, kind }) => {
    await using port = await open({ write: failsWith(message) })
    await expect(port.write(Uint8Array.of(0x10))).rejects.toMatchObject({ name: 'BusError', kind })
  })

  it('maps a read after the unplugging to closed', async () => {
    const message = 'could not read from HID device: hid_read_timeout: unexpected poll error (device disconnected)'
    await using port = await open({ read: failsWith(message) })
    await expect(port.read(1)).rejects.toMatchObject({ name: 'BusError', kind: 'closed' })
  })

  it('closes once, even where the device refuses that, and is closed from then on', async () => {
    const close = vi.fn(failsWith('device gone'))
    const port = await open({ close })
    await port[Symbol.asyncDispose]()
    await port[Symbol.asyncDispose]()
    expect(close).toHaveBeenCalledOnce()
    await expect(port.write(Uint8Array.of(0x10))).rejects.toMatchObject({ kind: 'closed' })
    await expect(port.read(1)).rejects.toMatchObject({ kind: 'closed' })
  })
})

describe('opening', () => {
  it.each([
    { platform: 'darwin', message: 'cannot open device with path x: (0xE00002C5) exclusive access', kind: 'adapter' },
    { platform: 'win32', message: 'cannot open device with path x: Access is denied.', kind: 'permission' },
    { platform: 'linux', message: 'cannot open device with path x: Permission denied', kind: 'permission' },
    { platform: 'linux', message: 'cannot open device with path x', kind: 'adapter' },
  ] as const)('maps "$message" on $platform to $kind', async ({ platform, message, kind }) => {
    const layer: HidLayer = { devices: () => Promise.resolve([]), open: failsWith(message) }
    await expect(openHidPort(PATH, { layer, platform })).rejects.toMatchObject({ name: 'BusError', kind })
  })

  it('says that a node is gone before anything is tried', async () => {
    const layer = layerOf({})
    await expect(openHidPort('/nowhere/hidraw0', { layer, platform: 'linux' })).rejects.toMatchObject({
      kind: 'closed',
    })
  })

  it('gives the udev rule where a node may not be opened', async () => {
    const access = (): Promise<never> => Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }))
    const opening = openHidPort('/dev/hidraw0', { layer: layerOf({}), platform: 'linux', access })
    await expect(opening).rejects.toMatchObject({ kind: 'permission' })
    await expect(opening).rejects.toThrow('ATTRS{idVendor}=="04d8", ATTRS{idProduct}=="00dd", TAG+="uaccess"')
  })
})
