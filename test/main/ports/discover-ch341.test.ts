import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BusError } from '#shared/i2c/errors.ts'
import {
  ch341Target,
  discoverCh341,
  selectCh341,
  type AttachedCh341,
  type Ch341DiscoveryOptions,
  type Ch341State,
} from '../../../src/main/ports/discover-ch341.ts'
import { portPath } from '../../../src/main/ports/usb-location.ts'
import { claimsWith, device, failsWith, layerWith, layerWithout } from './usb-bench.ts'

const LINUX = { platform: 'linux', sysfsRoot: '/nowhere', access: () => Promise.resolve() } as const

function find(options: Partial<Ch341DiscoveryOptions>) {
  return discoverCh341({ claims: claimsWith(), ...LINUX, ...options })
}

describe('discovery', () => {
  it('lists every CH341 by its port, opening none on Linux', async () => {
    const [deep, near, other] = [device({ bus: '003', ports: [1, 4, 2] }), device(), device({ vendorId: 0x04d8 })]
    const { attached, notice } = await find({ layer: layerWith(deep, near, other) })
    const expected = { product: 'CH341A USB-I2C', state: 'ready', ownerPid: null, problem: null }
    expect(attached).toEqual([
      { path: '1-2', ...expected },
      { path: '3-1.4.2', ...expected },
    ])
    expect(notice).toBeNull()
    expect([deep.log, near.log]).toEqual([[], []])
  })

  it('says why nothing is found where USB can not be listed', async () => {
    const { attached, notice } = await find({ layer: layerWithout() })
    expect(attached).toEqual([])
    expect(notice).toMatch(/^USB devices can't be listed, .*\/sys\/bus\/usb/)
  })

  it.each([
    { productId: 0x5523, mode: /serial port mode/ },
    { productId: 0x5584, mode: /printer mode/ },
  ])('recognises $productId as one in another mode, with the jumper', async ({ productId, mode }) => {
    const { attached } = await find({ layer: layerWith(device({ productId })) })
    expect(attached).toMatchObject([{ path: '1-2', state: 'wrong-mode' }])
    expect(attached[0]?.problem).toMatch(mode)
    expect(attached[0]?.problem).toMatch(/jumper/)
  })

  it('lists one that may not be opened with the udev rule', async () => {
    const access = () => Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }))
    const { attached } = await find({ layer: layerWith(device()), access })
    expect(attached).toMatchObject([{ state: 'no-permission' }])
    expect(attached[0]?.problem).toContain(
      'SUBSYSTEM=="usb", ATTR{idVendor}=="1a86", ATTR{idProduct}=="5512", TAG+="uaccess"',
    )
  })

  it('does not touch one that another process has, and names the process', async () => {
    const handle = device()
    const claims = claimsWith({ '1-2': 4711 })
    const { attached } = await find({ layer: layerWith(handle), claims, platform: 'win32' })
    expect(attached).toMatchObject([{ state: 'busy', ownerPid: 4711 }])
    expect(handle.log).toEqual([])
  })

  it('knows one that a foreign program has by sysfs', async () => {
    const sysfsRoot = await mkdtemp(join(tmpdir(), 'sysfs-'))
    const directory = join(sysfsRoot, 'bus', 'usb', 'devices', '1-2:1.0')
    await mkdir(directory, { recursive: true })
    await symlink('../drivers/usbfs', join(directory, 'driver'))
    const { attached } = await find({ layer: layerWith(device()), sysfsRoot })
    await rm(sysfsRoot, { recursive: true })
    expect(attached).toMatchObject([{ state: 'busy', ownerPid: null }])
  })

  it.each(['win32', 'darwin'] as const)('opens under a claim on %s, where nothing else shows', async (platform) => {
    const handle = device({ bus: '1' })
    const claims = claimsWith()
    const { attached } = await find({ layer: layerWith(handle), claims, platform })
    expect(attached).toMatchObject([{ path: '1-2', state: 'ready' }])
    expect(handle.log).toEqual(['open', 'configure', 'claim', 'release', 'close'])
    expect(claims.log).toEqual(['claim 1-2', 'release 1-2'])
  })

  it('lists one without WinUSB with what to do', async () => {
    const claimInterface = failsWith('claimInterface error: incompatible driver is installed for this interface')
    const { attached } = await find({ layer: layerWith(device({ claimInterface })), platform: 'win32' })
    expect(attached).toMatchObject([{ state: 'no-driver' }])
    expect(attached[0]?.problem).toMatch(/Zadig/)
  })

  it('calls one busy that was claimed just before it', async () => {
    let asked = 0
    const claims = {
      owner: () => Promise.resolve(asked++ === 0 ? null : { pid: 4711 }),
      claim: () => Promise.reject(new BusError('adapter', 'in use')),
    }
    const { attached } = await find({ layer: layerWith(device()), claims, platform: 'win32' })
    expect(attached).toMatchObject([{ state: 'busy', ownerPid: 4711 }])
  })
})

describe('port paths', () => {
  it.each([
    { platform: 'linux', bus: '001', ports: [2, 3], path: '1-2.3' },
    { platform: 'darwin', bus: '0a', ports: [1], path: '10-1' },
    { platform: 'linux', bus: '002', ports: [], path: '2-0' },
  ] as const)('$bus and $ports on $platform are $path', ({ platform, bus, ports, path }) => {
    expect(portPath({ bus, ports }, platform)).toBe(path)
  })

  it('are numbers on Windows too, always the same for the same controller', () => {
    const at = (bus: string) => portPath({ bus, ports: [2] }, 'win32')
    const [one, other] = ['PCI\\VEN_8086&DEV_A0ED\\3&11583659&0&A0', 'PCI\\VEN_1B21&DEV_2142\\4&1']
    expect(at(one)).toMatch(/^\d{1,3}-2$/)
    expect(at(one)).toBe(at(one))
    expect(at(one)).not.toBe(at(other))
  })
})

describe('selecting', () => {
  const attached = (path: string, state: Ch341State = 'ready'): AttachedCh341 => ({
    path,
    product: 'CH341A',
    state,
    ownerPid: null,
    problem: state === 'ready' ? null : `${state}: do this`,
  })
  const [one, two, serial] = [attached('1-2'), attached('1-3.1'), attached('1-4', 'wrong-mode')]

  it.each([
    { what: 'the only one', from: [one], path: undefined, is: one },
    { what: 'the only one in I2C mode', from: [one, serial], path: undefined, is: one },
    { what: 'by its port', from: [one, two], path: '1-3.1', is: two },
  ])('takes $what', ({ from, path, is }) => {
    expect(selectCh341(from, path)).toBe(is)
    expect(ch341Target(is)).toEqual({ path: is.path, vendorId: 0x1a86, productId: 0x5512 })
  })

  it.each([
    { what: 'none', from: [], path: undefined, says: /^no CH341 found: check.*1a86:5512$/ },
    { what: 'none, by its port', from: [], path: '1-2', says: /^no CH341 found/ },
    { what: 'two and no port', from: [one, two, serial], path: undefined, says: /^2 CH341 attached: .* 1-2, 1-3\.1$/ },
    {
      what: 'a port where none is',
      from: [one, serial],
      path: '9-9',
      says: /^no CH341 at 9-9; attached: 1-2, 1-4 \(wrong-mode\)$/,
    },
    {
      what: 'the only one, in a wrong mode',
      from: [serial],
      path: undefined,
      says: /^CH341 at 1-4 can't be opened: wrong-mode: do this$/,
    },
    { what: 'a busy one', from: [attached('1-2', 'busy')], path: undefined, says: /busy: do this/ },
  ])('refuses $what', ({ from, path, says }) => {
    expect(() => selectCh341(from, path)).toThrow(says)
    expect(() => selectCh341(from, path)).toThrow(BusError)
  })

  it.each([
    { state: 'no-permission', kind: 'permission' },
    { state: 'no-driver', kind: 'unsupported' },
    { state: 'failed', kind: 'adapter' },
  ] as const)('tells $state by the kind $kind', ({ state, kind }) => {
    expect(() => selectCh341([attached('1-2', state)])).toThrow(expect.objectContaining({ kind }) as BusError)
  })
})
