/** What a USB device says of itself: the bytes of its descriptors. */
export interface UsbIdentity {
  readonly device: Uint8Array
  /** The one configuration, with everything below it. */
  readonly configuration: Uint8Array
  /** By index, counted from 1. */
  readonly strings: readonly string[]
  /** HID report descriptors by interface number. */
  readonly reportDescriptors: ReadonlyMap<number, Uint8Array>
}

/** The setup packet of a control transfer. */
export interface Setup {
  readonly requestType: number
  readonly request: number
  readonly value: number
  readonly index: number
  readonly lengthBytes: number
}

/** The device refuses a transfer. */
export const STALL = 'stall'

/** A device as long as it is plugged into one host; disposing of it takes its power. */
export interface PluggedDevice extends AsyncDisposable {
  /**
   * A class or vendor request: data for the host (empty for none), or a refusal. `data`: what the host sends.
   * @throws the signal's reason when aborted; BusError `closed` when the device is gone
   */
  control(setup: Setup, data: Uint8Array, signal: AbortSignal): Promise<Uint8Array | typeof STALL>
  /**
   * Takes the data of one OUT transfer; settles when the device has room for more.
   * @throws the signal's reason when aborted before the device took anything; BusError `closed` when it is gone
   */
  out(endpoint: number, data: Uint8Array, signal: AbortSignal): Promise<void>
  /**
   * The data of one IN transfer of at most `lengthBytes`, as soon as there are any.
   * @throws the signal's reason when aborted before any were taken; BusError `closed` when the device is gone
   */
  in(endpoint: number, lengthBytes: number, signal: AbortSignal): Promise<Uint8Array>
}

/** A device that can be plugged in, over and over. */
export interface VirtualDevice {
  readonly identity: UsbIdentity
  /** Powers it up, as plugging it in does. */
  plug(): PluggedDevice
}

/** What the endpoint of a function that nobody uses has to say. A promise of its own: one for all would keep everybody who ever waited. */
export function never(): Promise<never> {
  return new Promise(() => undefined)
}

/** `promise`, or the signal's reason when it is aborted first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    const done = (): void => signal.removeEventListener('abort', abort)
    promise.then(resolve, reject).finally(done)
  })
}
