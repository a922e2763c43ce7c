import type { Consent, OperationSettings, RunStarted } from '#shared/arp/events.ts'
import type { AdapterInfo } from '#shared/adapters/adapter.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { BusCapabilities } from '#shared/i2c/bus.ts'
import { RUN_SCHEMA_URN, RUN_SCHEMA_VERSION, type Run } from './run.ts'

/** What a Run says of its circumstances, known when it starts. */
export interface RunHead {
  readonly identity: Pick<Run, '$schema' | 'schema_version' | 'run_id' | 'operation' | 'tool' | 'host' | 'started_utc'>
  readonly adapter: Run['adapter']
  readonly consent: Run['consent']
  readonly settings: Run['settings']
}

/** The document's form of the first event. */
export function runHead(started: RunStarted): RunHead {
  return {
    identity: {
      $schema: RUN_SCHEMA_URN,
      schema_version: RUN_SCHEMA_VERSION,
      run_id: started.runId,
      operation: started.operation,
      tool: { name: started.tool.name, version: started.tool.version },
      host: { os: started.host.os, arch: started.host.arch },
      started_utc: started.startedUtc,
    },
    adapter: runAdapter(started.adapter),
    consent: runConsent(started.consent),
    settings: runSettings(started.settings),
  }
}

/** An adapter, as documents say it. */
export function runAdapter(adapter: AdapterInfo): Run['adapter'] {
  return {
    selector: adapter.selector,
    kind: adapter.kind,
    product: adapter.product,
    serial: adapter.serial,
    firmware: adapter.firmware,
    simulated: adapter.simulated,
    capabilities: runCapabilities(adapter.capabilities),
  }
}

/** What an adapter can do, as documents say it. */
export function runCapabilities(capabilities: BusCapabilities): Run['adapter']['capabilities'] {
  return {
    repeated_start: capabilities.repeatedStart,
    quick_write: capabilities.quickWrite,
    max_transfer_bytes: capabilities.maxTransferBytes,
    clock_hz: { min: capabilities.clockHz.min, max: capabilities.clockHz.max },
    nack_reporting: capabilities.nackReporting,
    reports_arbitration_loss: capabilities.reportsArbitrationLoss,
    tolerates_clock_stretching: capabilities.toleratesClockStretching,
    reads_lines: { scl: capabilities.readsLines.scl, sda: capabilities.readsLines.sda },
    recovery: capabilities.recovery,
  }
}

function runConsent(consent: Consent): Run['consent'] {
  return { armed: consent.armed, by: consent.by, at_utc: consent.atUtc }
}

function runSettings(settings: OperationSettings): Run['settings'] {
  return {
    pool: settings.pool.map(formatAddress),
    reserved: settings.reserved.map(formatAddress),
    pec: settings.pec,
    reset_first: settings.resetFirst,
    probe: settings.probe,
    move: settings.move,
    with_fixed: settings.withFixed,
    prepare_anyway: settings.prepareAnyway,
    clock_hz: settings.clockHz,
    timeout_ms: settings.timeoutMs,
  }
}
