import type { HidPort, UsbPort } from '#shared/adapters/ports.ts'
import type { TamperedReplies } from './tampered-replies.ts'

/** A HID port whose reports pass through `replies`. */
export function tamperedHid(port: HidPort, replies: TamperedReplies): HidPort {
  return {
    write: async (report) => {
      replies.asked()
      await port.write(report)
    },
    read: (timeoutMs) => replies.reply(() => port.read(timeoutMs), timeoutMs),
    [Symbol.asyncDispose]: () => port[Symbol.asyncDispose](),
  }
}

/** A USB port whose bulk packets pass through `replies`. */
export function tamperedUsb(port: UsbPort, replies: TamperedReplies): UsbPort {
  return {
    selectConfiguration: (value) => port.selectConfiguration(value),
    claimInterface: (number) => port.claimInterface(number),
    controlTransferIn: (setup, lengthBytes, timeoutMs) => port.controlTransferIn(setup, lengthBytes, timeoutMs),
    transferIn: (endpoint, lengthBytes, timeoutMs) =>
      replies.reply(() => port.transferIn(endpoint, lengthBytes, timeoutMs), timeoutMs),
    transferOut: async (endpoint, data, timeoutMs) => {
      replies.asked()
      return port.transferOut(endpoint, data, timeoutMs)
    },
    [Symbol.asyncDispose]: () => port[Symbol.asyncDispose](),
  }
}
