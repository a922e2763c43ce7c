import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** A kernel bus as sysfs and /dev are to show it. */
export interface TreeBus {
  readonly number: number
  readonly name: string
  /** The device it belongs to, below `devices`; `pci0000:00/0000:00:1f.3` is the chipset's. */
  readonly parent: string
  readonly driver?: string
  /** Drivers by the addresses they are bound to. */
  readonly clients?: Readonly<Record<string, string>>
  readonly clockHz?: number
  /** False where i2c-dev is not loaded. */
  readonly hasNode?: boolean
}

/** Directories that look like /sys and /dev, until disposed of. */
export interface KernelTree extends AsyncDisposable {
  readonly sysfsRoot: string
  readonly devRoot: string
  /** Takes a bus away, as pulling its adapter does. */
  remove(number: number): Promise<void>
}

/** PCI's SMBus controller of a PC's chipset. */
export const CHIPSET_BUS: TreeBus = {
  number: 0,
  name: 'SMBus I801 adapter at efa0',
  parent: 'pci0000:00/0000:00:1f.3',
  driver: 'i801_smbus',
}

/** An adapter on USB, in the hands of the kernel's driver. */
export const USB_BUS: TreeBus = {
  number: 5,
  name: 'MCP2221 usb-i2c bridge',
  parent: 'pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.2/0003:04D8:00DD.0004',
  driver: 'mcp2221',
}

/** Makes the directories of a computer with these buses. */
export async function kernelTree(buses: readonly TreeBus[]): Promise<KernelTree> {
  const root = await mkdtemp(join(tmpdir(), 'kernel-'))
  const [sysfsRoot, devRoot] = [join(root, 'sys'), join(root, 'dev')]
  await mkdir(join(sysfsRoot, 'bus', 'i2c', 'devices'), { recursive: true })
  await mkdir(devRoot)
  for (const bus of buses) await plant(sysfsRoot, devRoot, bus)
  return {
    sysfsRoot,
    devRoot,
    remove: (number) => rm(join(sysfsRoot, 'bus', 'i2c', 'devices', `i2c-${number}`)),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  }
}

async function plant(sysfsRoot: string, devRoot: string, bus: TreeBus): Promise<void> {
  const { number, name, parent, driver, clients = {}, clockHz, hasNode = true } = bus
  const adapter = join(sysfsRoot, 'devices', parent, `i2c-${number}`)
  await mkdir(adapter, { recursive: true })
  await writeFile(join(adapter, 'name'), `${name}\n`)
  if (driver !== undefined) await link(join(sysfsRoot, 'drivers', driver), join(dirname(adapter), 'driver'))
  if (clockHz !== undefined) {
    await mkdir(join(adapter, 'of_node'))
    const cell = Buffer.alloc(4)
    cell.writeUInt32BE(clockHz)
    await writeFile(join(adapter, 'of_node', 'clock-frequency'), cell)
  }
  await link(adapter, join(sysfsRoot, 'bus', 'i2c', 'devices', `i2c-${number}`))
  for (const [address, clientDriver] of Object.entries(clients)) {
    const client = join(adapter, `${number}-00${address.slice(2)}`)
    await mkdir(client)
    if (clientDriver !== '') await link(join(sysfsRoot, 'drivers', clientDriver), join(client, 'driver'))
    await link(client, join(sysfsRoot, 'bus', 'i2c', 'devices', basename(client)))
  }
  if (hasNode) await writeFile(join(devRoot, `i2c-${number}`), '')
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(target, { recursive: true })
  await symlink(target, path)
}
