import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { UsbPort } from '#shared/adapters/ports.ts'
import type { UsbHandle } from '../../../src/main/ports/usb-layer.ts'
import { openUsbPort, type UsbPortOptions } from '../../../src/main/ports/usb-port.ts'
import { device, failsWith, layerWith, layerWithout } from './usb-bench.ts'

const TARGET = { path: '1-2', vendorId: 0x1a86, productId: 0x5512 }
const GRANTED: UsbPortOptions = { platform: 'linux', sysfsRoot: '/nowhere', access: () => Promise.resolve() }
const VERSION = { request: 0x5f, value: 0, index: 0 }

function open(handle: UsbHandle, options: UsbPortOptions = {}): Promise<UsbPort> {
  return openUsbPort(TARGET, { ...GRANTED, layer: layerWith(handle), ...options })
}

function denied(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error('denied'), { code }))
}

describe('a USB port', () => {
  it('passes transfers on with their timeouts', async () => {
    const handle = device()
    const controlTransferIn = vi.spyOn(handle, 'controlTransferIn')
    const transferIn = vi.spyOn(handle, 'transferIn')
    const transferOut = vi.spyOn(handle, 'transferOut')
    await using port = await open(handle)
    expect(await port.controlTransferIn(VERSION, 2, 10)).toEqual(Uint8Array.of(0x30, 0))
    await port.transferIn(2, 32, 20)
    expect(await port.transferOut(2, Uint8Array.of(0xa0), 30)).toBe(true)
    expect(controlTransferIn).toHaveBeenCalledWith({ requestType: 'vendor', recipient: 'device', ...VERSION }, 2, 10)
    expect(transferIn).toHaveBeenCalledWith(2, 32, 20)
    expect(transferOut).toHaveBeenCalledWith(2, Uint8Array.of(0xa0), 30)
  })

  it('gives what was received and no more, wherever the view lies', async () => {
    const view = new DataView(Uint8Array.from({ length: 64 }, (_, i) => i).buffer, 10, 32)
    await using port = await open(device({ transferIn: () => Promise.resolve({ data: view }) }))
    expect(await port.transferIn(2, 4, 1)).toEqual(Uint8Array.of(10, 11, 12, 13))
  })

  it('gives a timeout as a value, though the package rejects', async () => {
    await using port = await open(
      device({
        controlTransferIn: failsWith('controlTransferIn error: transfer was cancelled or timed out: Cancelled'),
        transferIn: failsWith('transferIn error: Cancelled'),
        transferOut: failsWith('transferOut error: Cancelled'),
      }),
    )
    expect(await port.controlTransferIn(VERSION, 2, 1)).toBeUndefined()
    expect(await port.transferIn(2, 32, 1)).toBeUndefined()
    expect(await port.transferOut(2, Uint8Array.of(0xa0), 1)).toBe(false)
  })

  it('takes a transfer of which only a part went for one that did not go', async () => {
    await using port = await open(device({ transferOut: () => Promise.resolve({ bytesWritten: 1 }) }))
    expect(await port.transferOut(2, Uint8Array.of(1, 2), 1)).toBe(false)
  })

  it.each([
    { message: 'transferIn error: Disconnected', kind: 'closed' },
    { message: 'transferIn error: Stall', kind: 'adapter' },
    { message: 'transferIn error: endpoint not found', kind: 'adapter' },
  ])('maps "$message" to $kind', async ({ message, kind }) => {
    await using port = await open(device({ transferIn: failsWith(message) }))
    await expect(port.transferIn(2, 32, 1)).rejects.toMatchObject({ name: 'BusError', kind })
  })

  it('lets go of the interface and closes, once, when transfers under way are over', async () => {
    let finish = (): void => undefined
    const handle = device({
      transferIn: () => new Promise((resolve) => (finish = () => resolve({}))),
    })
    const port = await open(handle)
    await port.claimInterface(0)
    const transfer = port.transferIn(2, 32, 1)
    const closing = port[Symbol.asyncDispose]()
    await Promise.resolve()
    expect(handle.log).toEqual(['open', 'claim'])
    finish()
    await closing
    await port[Symbol.asyncDispose]()
    expect(await transfer).toBeUndefined()
    expect(handle.log).toEqual(['open', 'claim', 'release', 'close'])
    await expect(port.transferIn(2, 32, 1)).rejects.toMatchObject({ kind: 'closed' })
    await expect(port.claimInterface(0)).rejects.toMatchObject({ kind: 'closed' })
  })

  it('closes what is unplugged, and refuses even that', async () => {
    const refused = failsWith('releaseInterface error: Disconnected')
    const port = await open(device({ releaseInterface: refused, close: refused }))
    await port.claimInterface(0)
    await expect(port[Symbol.asyncDispose]()).resolves.toBeUndefined()
  })
})

describe('opening', () => {
  it('opens what sits at the path and is of the kind', async () => {
    const other = device({ ports: [3] })
    const wrong = device({ productId: 0x5523 })
    const right = device()
    await openUsbPort(TARGET, { ...GRANTED, layer: layerWith(other, wrong, right) })
    expect([other.log, wrong.log, right.log]).toEqual([[], [], ['open']])
  })

  it.each([
    { what: 'nothing there', layer: layerWith(device({ ports: [3] })), kind: 'closed' },
    { what: 'no USB at all', layer: layerWithout(), kind: 'adapter' },
  ])('rejects as $kind with $what', async ({ layer, kind }) => {
    await expect(openUsbPort(TARGET, { ...GRANTED, layer })).rejects.toMatchObject({ name: 'BusError', kind })
  })

  it.each([
    {
      platform: 'linux',
      message: 'open error: failed to open device (errno 13)',
      kind: 'permission',
      says: /TAG\+="uaccess"/,
    },
    {
      platform: 'linux',
      message: 'open error: device not found (errno 2)',
      kind: 'closed',
      says: /plug the adapter in again/,
    },
    { platform: 'win32', message: 'open error: incompatible driver', kind: 'unsupported', says: /Zadig.*WinUSB/ },
    { platform: 'darwin', message: 'open error: could not open for exclusive access', kind: 'adapter', says: /in use/ },
    { platform: 'linux', message: 'open error: out of luck', kind: 'adapter', says: /out of luck/ },
  ] as const)('maps "$message" on $platform to $kind', async ({ platform, message, kind, says }) => {
    const opening = open(device({ open: failsWith(message) }), { platform })
    await expect(opening).rejects.toMatchObject({ name: 'BusError', kind })
    await expect(opening).rejects.toThrow(says)
  })

  it.each([
    { code: 'EACCES', kind: 'permission' },
    { code: 'ENOENT', kind: 'closed' },
  ])('is not tried on Linux where the node gives $code', async ({ code, kind }) => {
    const access = vi.fn(denied(code))
    const handle = device()
    await expect(open(handle, { access })).rejects.toMatchObject({ kind })
    expect(access).toHaveBeenCalledWith('/dev/bus/usb/001/007', expect.anything())
    expect(handle.log).toEqual([])
  })

  it('maps what configuring and claiming meet', async () => {
    await using port = await open(
      device({
        selectConfiguration: failsWith('selectConfiguration error: device is busy (errno 16)'),
        claimInterface: failsWith('claimInterface error: interface is busy (errno 16)'),
      }),
    )
    await expect(port.selectConfiguration(1)).rejects.toMatchObject({ kind: 'adapter' })
    await expect(port.claimInterface(0)).rejects.toThrow(/in use by another program/)
  })
})

describe('who has the interface on Linux', () => {
  let sysfsRoot: string
  beforeEach(async () => {
    sysfsRoot = await mkdtemp(join(tmpdir(), 'sysfs-'))
  })
  afterEach(async () => {
    await rm(sysfsRoot, { recursive: true })
  })

  async function bind(driver: string): Promise<void> {
    const directory = join(sysfsRoot, 'bus', 'usb', 'devices', '1-2:1.0')
    await mkdir(directory, { recursive: true })
    await symlink(join('..', 'drivers', driver), join(directory, 'driver'))
  }

  it('a driver of the kernel is taken off', async () => {
    await bind('ch341')
    const handle = device()
    await open(handle, { sysfsRoot })
    expect(handle.log).toEqual(['open', 'detach'])
  })

  it('another program is not', async () => {
    await bind('usbfs')
    const handle = device()
    await expect(open(handle, { sysfsRoot })).rejects.toThrow(/in use by another program/)
    expect(handle.log).toEqual([])
  })
})
