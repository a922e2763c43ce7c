import type { HidPort, UsbPort } from '#shared/adapters/ports.ts'
import { BusError } from '#shared/i2c/errors.ts'
import type { UsbipClient } from './usbip-client.ts'

const HID_ENDPOINT = 3
const REPORT_BYTES = 64

/** The HID function of an imported MCP2221, for the driver: every command gets one reply, and nothing else comes. */
export function hidPortOf(client: UsbipClient): HidPort {
  let unanswered = 0
  return {
    write: async (report) => {
      await client.submit(HID_ENDPOINT, Buffer.from(report)).settled
      unanswered++
    },
    read: async () => {
      if (unanswered === 0) return undefined
      unanswered--
      return (await client.submit(HID_ENDPOINT, REPORT_BYTES).settled).data
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}

/** An imported CH341, for the driver; IN transfers wait until there is a packet. */
export function usbPortOf(client: UsbipClient): UsbPort {
  return {
    selectConfiguration: () => Promise.resolve(),
    claimInterface: () => Promise.resolve(),
    controlTransferIn: async ({ request, value, index }, lengthBytes) => {
      const { status, data } = await client.controlIn(0xc0, request, value, index, lengthBytes)
      if (status !== 0) throw new BusError('adapter', `control transfer ended with ${status}`)
      return data
    },
    transferIn: async (endpoint, lengthBytes, timeoutMs) => {
      // Only a drain asks for less time than an answer takes; there is nothing to drain here.
      if (timeoutMs < 100) return undefined
      return (await client.submit(endpoint, lengthBytes).settled).data
    },
    transferOut: async (endpoint, data) => (await client.submit(endpoint, Buffer.from(data)).settled).status === 0,
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}
