import { readFile, readdir, readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** An I2C bus of the kernel, as sysfs shows it. */
export interface KernelBus {
  /** N of /dev/i2c-N. */
  readonly number: number
  /** What its driver calls it, such as `SMBus I801 adapter at efa0`. */
  readonly name: string
  /** The driver of the device it belongs to, such as `i801_smbus`; null where there is none. */
  readonly driver: string | null
  /** Part of this computer, and no adapter that was plugged in: its chipset's, its graphics card's. */
  readonly isBuiltIn: boolean
  /** The clock that the device tree gives, in hertz; 0 where the kernel does not say. */
  readonly clockHz: number
}

/** The buses the kernel has, in the order of their numbers; none where there is no sysfs. */
export async function kernelBuses(sysfsRoot: string): Promise<KernelBus[]> {
  const names = await entries(devicesOf(sysfsRoot))
  const numbers = names.flatMap((name) => /^i2c-(\d+)$/.exec(name)?.slice(1).map(Number) ?? [])
  return Promise.all(numbers.sort((a, b) => a - b).map((number) => describe(sysfsRoot, number)))
}

/** Whether the kernel still has a bus. An adapter that is pulled is gone from here at once. */
export async function hasKernelBus(sysfsRoot: string, number: number): Promise<boolean> {
  return (await entries(devicesOf(sysfsRoot))).includes(`i2c-${number}`)
}

/**
 * The addresses of a bus that drivers of the kernel have, and the drivers: what `i2cdetect` shows as UU. Of a bus
 * behind a mux, also those on the way to it.
 */
export async function boundAddresses(sysfsRoot: string, number: number): Promise<ReadonlyMap<number, string>> {
  const path = await realpath(join(devicesOf(sysfsRoot), `i2c-${number}`)).catch(() => '')
  const onTheWay = new Set([number, ...[...path.matchAll(/\/i2c-(\d+)(?=\/|$)/g)].map(([, n]) => Number(n))])
  const bound = new Map<number, string>()
  for (const client of await entries(devicesOf(sysfsRoot))) {
    const [, bus, address] = /^(\d+)-00([0-7][0-9a-f])$/.exec(client) ?? []
    if (address === undefined || !onTheWay.has(Number(bus))) continue
    const driver = await linkName(join(devicesOf(sysfsRoot), client, 'driver'))
    if (driver !== null) bound.set(Number.parseInt(address, 16), driver)
  }
  return bound
}

async function describe(sysfsRoot: string, number: number): Promise<KernelBus> {
  const link = join(devicesOf(sysfsRoot), `i2c-${number}`)
  const path = await realpath(link).catch(() => link)
  const name = await readFile(join(path, 'name'), 'utf8').catch(() => '')
  return {
    number,
    name: name.trim() || `i2c-${number}`,
    driver: await linkName(join(dirname(path), 'driver')),
    // USB host controllers are on PCI too.
    isBuiltIn: /\/pci[0-9a-f]/.test(path) && !/\/usb\d+\//.test(path),
    clockHz: await clockOf(path),
  }
}

/** Big-endian, as all of a device tree. */
async function clockOf(path: string): Promise<number> {
  const cell = await readFile(join(path, 'of_node', 'clock-frequency')).catch(() => null)
  return cell?.length === 4 ? cell.readUInt32BE() : 0
}

function devicesOf(sysfsRoot: string): string {
  return join(sysfsRoot, 'bus', 'i2c', 'devices')
}

async function linkName(link: string): Promise<string | null> {
  return readlink(link).then(basename, () => null)
}

/** Names in a directory; none where there is no such directory or it vanished meanwhile. */
async function entries(directory: string): Promise<string[]> {
  return readdir(directory).then(
    (names) => names.sort(),
    () => [],
  )
}
