import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Device } from 'node-hid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BusError } from '#shared/i2c/errors.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { SimWire } from '#shared/sim/wire.ts'
import {
  discoverMcp2221,
  selectMcp2221,
  type AttachedMcp2221,
  type AttachedState,
  type Claims,
} from '../../../src/main/ports/discover-mcp2221.ts'
import type { HidDevice, HidLayer } from '../../../src/main/ports/hid-layer.ts'

const clock = new SimClock()

function entry(path: string, more: Partial<Device> = {}): Device {
  return { vendorId: 0x04d8, productId: 0x00dd, path, release: 256, interface: 2, product: 'MCP2221 USB-I2C/UART Combo', serialNumber: '', ...more } // prettier-ignore
}

function deviceOf(chip: Mcp2221Chip): HidDevice {
  return {
    write: async (bytes) => {
      await chip.write(Uint8Array.from(bytes).subarray(1))
      return bytes.length
    },
    read: async (timeoutMs = 0) => Buffer.from((await chip.read(timeoutMs)) ?? []),
    close: () => chip[Symbol.asyncDispose](),
  }
}

/** A system with these chips attached, by path. */
function layerWith(chips: Record<string, Mcp2221Chip>): HidLayer & { opened: string[] } {
  const opened: string[] = []
  return {
    opened,
    devices: () => Promise.resolve(Object.keys(chips).map((path) => entry(path))),
    open: (path) => {
      opened.push(path)
      const chip = chips[path]
      return chip ? Promise.resolve(deviceOf(chip)) : Promise.reject(new Error(`cannot open device with path ${path}`))
    },
  }
}

function chip(serial: string): Mcp2221Chip {
  return new Mcp2221Chip({ wire: new SimWire(clock), clock, serial })
}

/** Claims of this test: paths that others have, and what was claimed meanwhile. */
function claimsWith(owners: Record<string, number> = {}): Claims & { log: string[] } {
  const log: string[] = []
  return {
    log,
    owner: (path) => Promise.resolve(path in owners ? { pid: owners[path] ?? null } : null),
    claim: (path) => {
      log.push(`claim ${path}`)
      return Promise.resolve({
        [Symbol.asyncDispose]: () => {
          log.push(`release ${path}`)
          return Promise.resolve()
        },
      })
    },
  }
}

describe('discovery', () => {
  it('reads the serial of every chip that is free, under a claim', async () => {
    const claims = claimsWith()
    const layer = layerWith({ b: chip('0002'), a: chip('0001') })
    const found = await discoverMcp2221({ claims, clock, layer, platform: 'win32' })
    const expected = { product: 'MCP2221 USB-I2C/UART Combo', state: 'ready', ownerPid: null, problem: null }
    expect(found).toEqual([
      { path: 'a', serial: '0001', ...expected },
      { path: 'b', serial: '0002', ...expected },
    ])
    expect(claims.log).toEqual(['claim b', 'release b', 'claim a', 'release a'])
  })

  it('does not open an adapter that another process has, and names the process', async () => {
    const layer = layerWith({ a: chip('0001') })
    const found = await discoverMcp2221({ claims: claimsWith({ a: 4711 }), clock, layer, platform: 'win32' })
    expect(found).toMatchObject([{ path: 'a', serial: null, state: 'busy', ownerPid: 4711 }])
    expect(layer.opened).toEqual([])
  })

  it('calls an adapter busy that was claimed just before it', async () => {
    let asked = 0
    const claims: Claims = {
      owner: () => Promise.resolve(asked++ === 0 ? null : { pid: 4711 }),
      claim: () => Promise.reject(new BusError('adapter', 'in use')),
    }
    const layer = layerWith({ a: chip('0001') })
    expect(await discoverMcp2221({ claims, clock, layer, platform: 'win32' })).toMatchObject([
      { state: 'busy', ownerPid: 4711 },
    ])
  })

  it('lists one that does not answer, with the reason', async () => {
    const silent = chip('0001')
    silent.silenceAt(1)
    const layer = layerWith({ a: silent })
    const found = await discoverMcp2221({ claims: claimsWith(), clock, layer, platform: 'win32' })
    expect(found).toMatchObject([{ path: 'a', state: 'failed' }])
    expect(found[0]?.problem).toContain('no usable reply')
  })

  it('lists one that may not be opened', async () => {
    const layer: HidLayer = {
      devices: () => Promise.resolve([entry('a')]),
      open: () => Promise.reject(new Error('cannot open device with path a: Access is denied.')),
    }
    const found = await discoverMcp2221({ claims: claimsWith(), clock, layer, platform: 'win32' })
    expect(found).toMatchObject([{ path: 'a', state: 'no-permission' }])
  })

  it('lists a device once, however many usages it has', async () => {
    const layer = layerWith({ a: chip('0001') })
    const twice: HidLayer = { ...layer, devices: () => Promise.resolve([entry('a'), entry('a', { usage: 2 })]) }
    expect(await discoverMcp2221({ claims: claimsWith(), clock, layer: twice, platform: 'darwin' })).toHaveLength(1)
  })

  it('passes on why HID does not work at all', async () => {
    const failure = new BusError('unsupported', 'node-hid does not load')
    const layer: HidLayer = { devices: () => Promise.reject(failure), open: () => Promise.reject(failure) }
    await expect(discoverMcp2221({ claims: claimsWith(), clock, layer, platform: 'win32' })).rejects.toBe(failure)
  })
})

describe('on Linux', () => {
  let sysfsRoot: string
  beforeEach(async () => {
    sysfsRoot = await mkdtemp(join(tmpdir(), 'sysfs-'))
  })
  afterEach(async () => {
    await rm(sysfsRoot, { recursive: true })
  })

  /** A USB device with one HID interface and the driver it is bound to. */
  async function plug(usbPath: string, ids: readonly [string, string], driver: string): Promise<void> {
    const device = join(sysfsRoot, 'bus', 'usb', 'devices', usbPath)
    const hid = join(device, `${usbPath}:1.2`, '0003:04D8:00DD.0004')
    await mkdir(hid, { recursive: true })
    await writeFile(join(device, 'idVendor'), `${ids[0]}\n`)
    await writeFile(join(device, 'idProduct'), `${ids[1]}\n`)
    await mkdir(join(sysfsRoot, 'drivers', driver), { recursive: true })
    await symlink(join(sysfsRoot, 'drivers', driver), join(hid, 'driver'))
  }

  it("finds one in the hands of the kernel's driver, and says how to take it back", async () => {
    await plug('1-2', ['04d8', '00dd'], 'mcp2221')
    const layer = layerWith({})
    const found = await discoverMcp2221({ claims: claimsWith(), clock, layer, platform: 'linux', sysfsRoot })
    expect(found).toMatchObject([{ path: '1-2', serial: null, state: 'kernel-driver' }])
    expect(found[0]?.problem).toContain('blacklist hid_mcp2221')
    expect(found[0]?.problem).toContain('echo 0003:04D8:00DD.0004 | sudo tee /sys/bus/hid/drivers/mcp2221/unbind')
  })

  it('finds it even where HID does not work at all', async () => {
    await plug('1-2', ['04d8', '00dd'], 'mcp2221')
    const failure = new BusError('unsupported', 'node-hid does not load')
    const layer: HidLayer = { devices: () => Promise.reject(failure), open: () => Promise.reject(failure) }
    const found = await discoverMcp2221({ claims: claimsWith(), clock, layer, platform: 'linux', sysfsRoot })
    expect(found).toMatchObject([{ state: 'kernel-driver' }])
  })

  it.each([
    { why: 'bound to hid-generic', ids: ['04d8', '00dd'], driver: 'hid-generic' },
    { why: 'another device', ids: ['04d8', '00de'], driver: 'mcp2221' },
  ] as const)('passes over one $why', async ({ ids, driver }) => {
    await plug('1-2', ids, driver)
    const layer = layerWith({})
    expect(await discoverMcp2221({ claims: claimsWith(), clock, layer, platform: 'linux', sysfsRoot })).toEqual([])
  })

  it('finds none where there is no sysfs', async () => {
    const layer = layerWith({})
    const options = { claims: claimsWith(), clock, layer, platform: 'linux', sysfsRoot: '/nowhere' } as const
    expect(await discoverMcp2221(options)).toEqual([])
  })

  it('lists a node that may not be opened with the udev rule', async () => {
    const layer = layerWith({ '/dev/hidraw0': chip('0001') })
    const access = (): Promise<never> => Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }))
    const options = { claims: claimsWith(), clock, layer, platform: 'linux', sysfsRoot, access } as const
    const found = await discoverMcp2221(options)
    expect(found).toMatchObject([{ path: '/dev/hidraw0', state: 'no-permission' }])
    expect(found[0]?.problem).toContain('TAG+="uaccess"')
    expect(layer.opened).toEqual([])
  })

  it('lists a node that is gone with what to do', async () => {
    const layer = layerWith({ '/nowhere/hidraw0': chip('0001') })
    const found = await discoverMcp2221({ claims: claimsWith(), clock, layer, platform: 'linux', sysfsRoot })
    expect(found).toMatchObject([{ path: '/nowhere/hidraw0', state: 'failed' }])
    expect(layer.opened).toEqual([])
  })
})

describe('selecting', () => {
  const attached = (path: string, serial: string | null, state: AttachedState = 'ready'): AttachedMcp2221 => ({
    path,
    serial,
    product: 'MCP2221',
    state,
    ownerPid: null,
    problem: state === 'ready' ? null : `${state}: do this`,
  })
  const one = attached('/dev/hidraw0', '0001')
  const two = attached('/dev/hidraw1', '0002')

  it.each([
    { what: 'the only one', from: [one], serial: undefined, is: one },
    { what: 'by serial', from: [one, two], serial: '0002', is: two },
    { what: 'by path, for want of a serial', from: [one, attached('x', null)], serial: '/dev/hidraw0', is: one },
  ])('takes $what', ({ from, serial, is }) => {
    expect(selectMcp2221(from, serial)).toBe(is)
  })

  it.each([
    { what: 'none', from: [], serial: undefined, says: /^no MCP2221 found: check/ },
    {
      what: 'two and no serial',
      from: [one, two],
      serial: undefined,
      says: /0001 \(\/dev\/hidraw0\), 0002 \(\/dev\/hidraw1\)$/,
    },
    {
      what: 'a serial nobody has',
      from: [one, two],
      serial: '0003',
      says: /^no MCP2221 with serial 0003; attached: 0001/,
    },
    { what: 'two of one serial', from: [one, { ...two, serial: '0001' }], serial: '0001', says: /^2 MCP2221 attached/ },
    {
      what: 'a busy one',
      from: [attached('x', null, 'busy')],
      serial: undefined,
      says: /^MCP2221 at x can't be opened: busy: do this$/,
    },
    {
      what: 'one that is kept',
      from: [attached('1-2', null, 'kernel-driver')],
      serial: undefined,
      says: /kernel-driver: do this/,
    },
  ])('refuses $what', ({ from, serial, says }) => {
    expect(() => selectMcp2221(from, serial)).toThrow(says)
    expect(() => selectMcp2221(from, serial)).toThrow(BusError)
  })

  it('tells a lack of permission by its kind', () => {
    expect(() => selectMcp2221([attached('x', null, 'no-permission')])).toThrow(
      expect.objectContaining({ kind: 'permission' }) as BusError,
    )
  })
})
