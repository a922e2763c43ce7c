import { parseScenarioName } from '#shared/adapters/selector.ts'
import { RequestError } from '#shared/api/refusals.ts'
import { loadScenario } from '../engine/simulated-source.ts'
import { exportScenario, type ExportedChip } from '../usbip/export-scenario.ts'
import type { CliHost } from './host.ts'

/** Only this computer: whoever reaches the port can use the device. */
const LOOPBACK = '127.0.0.1'
const ADAPTER: Readonly<Record<ExportedChip, string>> = { mcp2221: 'an MCP2221A', ch341: 'a CH341A' }

/** Options of `sim usbip`. */
export interface UsbipOptions {
  readonly chip: ExportedChip
  readonly port: number
}

/** Exports a scenario as a virtual USB device until interrupted. */
export async function exportUsbip(
  { stdout, stderr, signal }: CliHost,
  name: string,
  options: UsbipOptions,
): Promise<void> {
  const scenario = await loadScenario(parseScenarioName(name))
  const log = (line: string): void => stderr.write(`${line}\n`)
  const exported = await exportScenario({ ...options, scenario, host: LOOPBACK, signal, log }).catch(
    (error: unknown) => {
      if (signal.aborted || !(error instanceof Error && 'syscall' in error)) throw error
      throw new RequestError(`can't listen on ${LOOPBACK}:${options.port} (${error.message}): name another by --port`)
    },
  )
  const { port, busid } = exported
  stdout.write(`${busid} on ${LOOPBACK}:${port}: ${scenario.name} behind ${ADAPTER[options.chip]}\n`)
  stderr.write(
    `attach it on Linux: sudo modprobe vhci-hcd; sudo usbip --tcp-port ${port} attach -r ${LOOPBACK} -b ${busid}\n`,
  )
  await exported.closed
}
