import type { ArpEvent, DeviceState } from '#shared/arp/events.ts'
import type { Identify } from '#shared/identify/identify.ts'
import { renderDevicesCsv, renderTransactionsCsv } from '#shared/report/csv.ts'
import { renderJson } from '#shared/report/json.ts'
import { runDevice } from '#shared/run/device.ts'
import { RUN_SCHEMA_VERSION, type RunDevice, type RunFinding } from '#shared/run/run.ts'
import { sha256 } from '../engine/sha256.ts'
import { Commentary } from './commentary.ts'
import type { EnumerationOptions } from './common-options.ts'
import { enumerationRequest } from './enumeration-request.ts'
import { History } from './history.ts'
import type { CliHost } from './host.ts'
import { checkFormat, conclude, performOperation, writeRun, type OperationOptions } from './run-command.ts'

type Presence = Extract<ArpEvent, { type: 'presence' }>

/** What a watch is told beyond an enumeration. */
export interface WatchCommandOptions extends OperationOptions, EnumerationOptions {
  readonly interval: number
  readonly for?: number
  readonly assign: boolean
}

/** One line of a watch. */
export interface PresenceLine {
  readonly schema_version: string
  readonly t_utc: string
  readonly event: Presence['change']
  readonly device: RunDevice
  readonly evidence: readonly number[]
}

/** Watches, each change a line of JSON on standard output; answers the exit code. */
export async function runWatchCommand(host: CliHost, options: WatchCommandOptions): Promise<number> {
  checkFormat(options)
  const { interval: intervalMs, for: forMs = null, assign, output } = options
  const enumeration = await enumerationRequest(options, host)
  const request = { operation: 'watch', ...enumeration, intervalMs, forMs, assign } as const
  const commentary = new Commentary(host, options)
  const devices = new KnownDevices()
  await using history = new History(host, options)
  const run = await performOperation(host, { options, request, history }, (event, identify) => {
    commentary.observe(event)
    const line = devices.add(event, identify)
    if (line) commentary.result(`${JSON.stringify(line)}\n`)
  })
  await history.keep(run)
  if (output !== undefined) {
    const renderCsv = options.transactions ? renderTransactionsCsv : renderDevicesCsv
    await writeRun(output, run, () => (options.format === 'csv' ? renderCsv(run) : renderJson(run, sha256)))
  }
  return conclude(host, run, { format: 'json', isQuiet: options.quiet ?? false })
}

/** What is known of the devices of a watch, from its events. */
class KnownDevices {
  readonly #states = new Map<number, DeviceState>()
  readonly #findings = new Map<number, RunFinding[]>()

  /** The line to tell of an event, if it is a change of presence. */
  add(event: ArpEvent, identify: Identify): PresenceLine | undefined {
    switch (event.type) {
      case 'device':
        this.#states.set(event.device, event)
        return undefined
      case 'finding':
        if (event.device !== null) this.#addFinding(event.device, event)
        return undefined
      case 'restarted':
        this.#states.clear()
        this.#findings.clear()
        return undefined
      case 'presence':
        return this.#line(event, identify)
      default:
        return undefined
    }
  }

  #addFinding(device: number, { code, severity, message, evidence }: RunFinding): void {
    const findings = this.#findings.get(device) ?? []
    findings.push({ code, severity, message, evidence })
    this.#findings.set(device, findings)
  }

  #line({ change, tUtc, device, evidence }: Presence, identify: Identify): PresenceLine | undefined {
    const state = this.#states.get(device)
    if (!state) return undefined
    const inRun = runDevice(state, [...(this.#findings.get(device) ?? [])], identify)
    return { schema_version: RUN_SCHEMA_VERSION, t_utc: tUtc, event: change, device: inRun, evidence }
  }
}
