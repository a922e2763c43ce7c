import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { validateScenario } from '#shared/sim/scenario.ts'
import { UsbipServer } from '../../../src/main/usbip/server.ts'
import { TIMEOUT_MS, run } from './guest.ts'
import { RiggedAdapter } from './rigged-adapter.ts'
import { RiggedCh341 } from './rigged-ch341.ts'

/** Where each adapter is plugged in. */
export const BUSID = {
  card: '1-1',
  single: '1-2',
  silent: '1-3',
  empty: '1-4',
  ch341: '1-5',
  silentCh341: '1-6',
  judgedCard: '1-7',
  kernelCard: '1-8',
  pulledCard: '1-9',
  rewired: '1-10',
  rewiredCh341: '1-11',
} as const
export type AdapterName = keyof typeof BUSID

const I2C_DEVICES = '/sys/bus/i2c/devices'
const USB_DEVICES = '/sys/bus/usb/devices'
/** On an emulated processor asking more often would cost more time than it saves. */
const INTERVAL_MS = 100

/** The MCP2221s among them, and the CH341s. */
type Adapters = Readonly<Record<Exclude<AdapterName, Ch341Name>, RiggedAdapter> & Record<Ch341Name, RiggedCh341>>
type Ch341Name = 'ch341' | 'silentCh341' | 'rewiredCh341'

/** Adapters, each wired to a card, that can be plugged into this kernel. */
export class Bench {
  readonly adapters: Adapters
  readonly #server: UsbipServer
  #port = 0
  readonly #attached = new Set<AdapterName>()

  private constructor(adapters: Adapters, log: (line: string) => void) {
    this.adapters = adapters
    const names = Object.keys(BUSID) as AdapterName[]
    this.#server = new UsbipServer({ devices: names.map((name) => adapters[name].device), log })
  }

  static async create(log: (line: string) => void): Promise<Bench> {
    const [card, single] = [await loadBuiltIn('pcie-card'), await loadBuiltIn('single')]
    const silent = validateScenario({ ...single, adapter: { quirks: ['silent'] } })
    const adapters = {
      card: new RiggedAdapter(card, '0000000001'),
      single: new RiggedAdapter(single, '0000000002'),
      silent: new RiggedAdapter(silent, '0000000003'),
      empty: new RiggedAdapter(await loadBuiltIn('empty'), '0000000004'),
      ch341: new RiggedCh341(card),
      silentCh341: new RiggedCh341(silent),
      judgedCard: new RiggedAdapter(card, '0000000005'),
      kernelCard: new RiggedAdapter(card, '0000000006'),
      pulledCard: new RiggedAdapter(card, '0000000007'),
      rewired: new RiggedAdapter(card, '0000000008'),
      rewiredCh341: new RiggedCh341(card),
    }
    const bench = new Bench(adapters, log)
    bench.#port = await bench.#server.listen(0, '127.0.0.1')
    await run('modprobe', ['-a', 'vhci_hcd', 'usbhid', 'hid-generic'])
    return bench
  }

  /** What the usbip tool makes of the list. */
  async list(): Promise<string> {
    return (await this.#usbip('list', '-r', '127.0.0.1')).stdout
  }

  /** Plugs an adapter in, as the usbip tool does. */
  async attach(name: AdapterName): Promise<void> {
    this.#server.replug(BUSID[name])
    const { exitCode, stderr } = await this.#usbip('attach', '-r', '127.0.0.1', '-b', BUSID[name])
    if (exitCode !== 0) throw new Error(`usbip attach ${BUSID[name]}: ${stderr}`)
    this.#attached.add(name)
  }

  /** Plugs an adapter in and waits until a program can see it. */
  async plugIn(name: AdapterName): Promise<void> {
    const before = await hidraws()
    await this.attach(name)
    if (this.adapters[name] instanceof RiggedCh341) await until(() => hasUsbDevice('1a86'))
    else await until(async () => (await hidraws()).length > before.length)
  }

  /** Pulls the plug; answers at once. */
  pull(name: AdapterName): void {
    this.#server.unplug(BUSID[name])
    this.#attached.delete(name)
  }

  /** Pulls the plug of every adapter and waits until the kernel has understood. */
  async pullAll(): Promise<void> {
    for (const name of [...this.#attached]) this.pull(name)
    await until(async () => (await hidraws()).length === 0 && (await findKernelBus('MCP2221')) === undefined)
    await until(async () => !(await hasUsbDevice('1a86')))
    // Its ports are free a moment after the devices are gone.
    await until(async () => !(await this.#usbip('port')).stdout.includes('Port in Use'))
  }

  #usbip(...args: string[]): ReturnType<typeof run> {
    return run('usbip', ['--tcp-port', String(this.#port), ...args])
  }
}

/** Waits until `isSo`; nobody here tells what the kernel does, as there is no udev. */
export async function until(isSo: () => Promise<boolean>, timeoutMs = TIMEOUT_MS): Promise<void> {
  const untilMs = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > untilMs) throw new Error(`waited ${timeoutMs} ms for ${String(isSo)}`)
    await delay(INTERVAL_MS)
  }
}

/** The number of the kernel's bus whose name has `words` in it. */
export async function findKernelBus(words: string): Promise<string | undefined> {
  for (const name of await readdir(I2C_DEVICES).catch(() => [])) {
    const label = await readFile(join(I2C_DEVICES, name, 'name'), 'utf8').catch(() => '')
    if (name.startsWith('i2c-') && label.includes(words)) return name.slice('i2c-'.length)
  }
  return undefined
}

/** Whether a USB device of this vendor, as sysfs spells it, is configured. */
async function hasUsbDevice(vendorId: string): Promise<boolean> {
  for (const name of await readdir(USB_DEVICES)) {
    // Interfaces, which have a colon in their names, are there once the device is configured.
    if (!name.endsWith(':1.0')) continue
    const vendor = await readFile(join(USB_DEVICES, name.slice(0, -':1.0'.length), 'idVendor'), 'utf8').catch(() => '')
    if (vendor.trim() === vendorId) return true
  }
  return false
}

/** Nodes of this kernel that a program can reach an adapter by. */
async function hidraws(): Promise<string[]> {
  return (await readdir('/dev')).filter((name) => name.startsWith('hidraw')).sort()
}
