/**
 * The seam below the HID drivers: single reports, one command in flight. Implemented over node-hid for
 * real devices and by the chip models of the simulator, so a driver is tested at the level of its reports.
 */
export interface HidPort extends AsyncDisposable {
  /**
   * Sends one output report, without a report id; padding to the full report is the port's task.
   * @throws BusError `closed` when the device is gone, `adapter` when the system refuses the write
   */
  write(report: Uint8Array): Promise<void>
  /**
   * Takes the next input report, or undefined when none came within `timeoutMs`.
   * @throws BusError `closed` when the device is gone
   */
  read(timeoutMs: number): Promise<Uint8Array | undefined>
}

/** Setup of a vendor request to the device itself: the only control transfers the drivers use. */
export interface UsbRequest {
  readonly request: number
  readonly value: number
  readonly index: number
}

/**
 * The seam below the USB drivers: a subset of W3C `USBDevice`, with plain bytes and a timeout for everything
 * that can take long. Implemented over the `usb` package for real devices and by the chip models of the
 * simulator. A port is open when it is handed out; disposing of it releases the interface and closes it.
 *
 * Every method rejects with BusError `closed` when the device is gone or the port was disposed of, `permission`
 * where the system does not let this user have it, and `adapter` when the system refuses or the device stalls.
 * A transfer not done within its timeout is no error but a value.
 */
export interface UsbPort extends AsyncDisposable {
  /** Configures the device; some systems leave vendor-class devices unconfigured. */
  selectConfiguration(configurationValue: number): Promise<void>
  /** Takes an interface for this port alone. Before it no transfer is possible, control transfers included. */
  claimInterface(interfaceNumber: number): Promise<void>
  /** Reads at most `lengthBytes` of the answer to a vendor request; undefined when none came within `timeoutMs`. */
  controlTransferIn(setup: UsbRequest, lengthBytes: number, timeoutMs: number): Promise<Uint8Array | undefined>
  /**
   * Takes the next packet of a bulk endpoint, at most `lengthBytes`; undefined when none came within
   * `timeoutMs`. To be posted before the OUT transfer it answers; never two at once on one endpoint.
   */
  transferIn(endpointNumber: number, lengthBytes: number, timeoutMs: number): Promise<Uint8Array | undefined>
  /** Sends `data` to a bulk endpoint; false when the device did not take all of it within `timeoutMs`. */
  transferOut(endpointNumber: number, data: Uint8Array, timeoutMs: number): Promise<boolean>
}
