import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { Connection, type ConnectionHost } from './connection.ts'
import { ExportedDevice } from './exported-device.ts'
import type { VirtualDevice } from './virtual-device.ts'

/** A host needs one connection per device, and one for a list. */
const MAX_CONNECTIONS = 64

/** What a server exports, and where it tells what happens. */
export interface UsbipServerOptions {
  readonly devices: readonly VirtualDevice[]
  /** Takes one line at a time. */
  readonly log: (line: string) => void
}

/** A USB/IP server: offers virtual devices to every host that connects, each to one at a time. */
export class UsbipServer implements AsyncDisposable {
  readonly #devices: readonly ExportedDevice[]
  readonly #server: Server
  readonly #connections = new Set<Connection>()

  constructor({ devices, log }: UsbipServerOptions) {
    this.#devices = devices.map((device, i) => new ExportedDevice(device, i + 1))
    const host: ConnectionHost = { devices: () => this.#devices, log }
    // A host that ends its half of the connection has no use for the other.
    this.#server = createServer((socket) => {
      const connection = new Connection(socket, host)
      this.#connections.add(connection)
      socket.on('close', () => this.#connections.delete(connection))
    })
    this.#server.maxConnections = MAX_CONNECTIONS
    this.#server.on('drop', () => log(`more than ${MAX_CONNECTIONS} connections, one refused`))
  }

  /** `1-1` and so on, in the order of the devices given. */
  get busids(): string[] {
    return this.#devices.map(({ busid }) => busid)
  }

  /** Starts listening and answers the port, which `port` 0 leaves to the system. */
  async listen(port: number, host: string): Promise<number> {
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  /** Pulls a device: whoever has it loses it, and nobody gets it until {@link replug}. */
  unplug(busid: string): void {
    const device = this.#device(busid)
    device.isPluggedIn = false
    device.release?.(`${busid} was unplugged`)
  }

  /** Plugs a device in again. Hosts do not notice by themselves: they have to import it. */
  replug(busid: string): void {
    this.#device(busid).isPluggedIn = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.end('the server stops')
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, 'close')
  }

  #device(busid: string): ExportedDevice {
    const device = this.#devices.find((one) => one.busid === busid)
    if (!device) throw new RangeError(`busid: "${busid}" is not one of ${this.busids.join(', ')}`)
    return device
  }
}
