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
