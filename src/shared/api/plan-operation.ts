import type { EnumerationRequest, OperationKind, OperationRequest } from '#shared/api/operation-request.ts'
import { RequestError } from '#shared/api/refusals.ts'
import { AddressPool } from '#shared/arp/address-pool.ts'
import { assign } from '#shared/arp/assign.ts'
import { enumerate, type EnumerateOptions } from '#shared/arp/enumerate.ts'
import type { OperationName, OperationSettings } from '#shared/arp/events.ts'
import { inventory } from '#shared/arp/inventory.ts'
import { DEFAULT_POLICY, type ArpPolicy } from '#shared/arp/policy.ts'
import { reset } from '#shared/arp/reset.ts'
import { scan } from '#shared/arp/scan.ts'
import { step } from '#shared/arp/step.ts'
import type { ArpSession } from '#shared/arp/session.ts'
import { watch } from '#shared/arp/watch.ts'
import { findCheck } from '#shared/compliance/catalogue.ts'
import { checkCompliance } from '#shared/compliance/compliance.ts'
import { planScan, type ScanMethod } from '#shared/i2c/scan.ts'

/** An operation ready to run. */
export interface PlannedOperation {
  readonly operation: OperationName
  /** What it sends to 0x61, in words; null where it sends nothing there. */
  readonly wouldSend: string | null
  readonly policy: ArpPolicy
  readonly settings: Omit<OperationSettings, 'clockHz'>
  /** Carries it out on a session. */
  readonly body: (session: ArpSession) => Promise<unknown>
}

const ENUMERATION = 'Get UDID, Prepare to ARP and Assign Address'

/** What each operation sends to 0x61, in words. */
const WOULD_SEND: Readonly<Record<OperationKind['operation'], string | null>> = {
  scan: null,
  inventory: 'Get UDID, general and directed,',
  enumerate: ENUMERATION,
  verify: ENUMERATION,
  watch: ENUMERATION,
  assign: 'Get UDID and Assign Address',
  reset: 'Get UDID and Reset Device',
  check:
    'Get UDID, Prepare to ARP, Assign Address and Reset Device, rightly and wrongly, which take volatile addresses away for a moment,',
  step: 'the ARP commands that are named, as they stand and without a look first,',
}

/**
 * Everything about an operation that needs no open bus.
 * @throws RequestError when the adapter can't do what is asked
 */
export function planOperation(request: OperationRequest, canQuickWrite: boolean): PlannedOperation {
  const { pec = DEFAULT_POLICY.pec, timeoutMs = DEFAULT_POLICY.transferTimeoutMs, operation } = request
  return {
    operation,
    wouldSend: WOULD_SEND[operation],
    policy: { ...DEFAULT_POLICY, ...request.retries, pec, transferTimeoutMs: timeoutMs },
    settings: { ...settingsOf(request), pec, timeoutMs },
    body: bodyOf(request, canQuickWrite),
  }
}

function bodyOf(request: OperationKind, canQuickWrite: boolean): PlannedOperation['body'] {
  switch (request.operation) {
    case 'scan': {
      const plan = planned(request.addresses, request.method, canQuickWrite)
      return (session) => scan(session, plan)
    }
    case 'inventory':
      return (session) => inventory(session, request.addresses)
    case 'enumerate':
      return (session) => enumerate(session, enumerateOptions(request))
    case 'verify': {
      const plan = planned(request.absent, 'auto', canQuickWrite)
      return async (session) => {
        await enumerate(session, enumerateOptions(request))
        if (plan.length > 0) await scan(session, plan)
      }
    }
    case 'assign':
      return (session) => assign(session, request)
    case 'reset':
      return (session) => reset(session, { ...request, address: request.address ?? undefined })
    case 'watch': {
      const { intervalMs, forMs, assign: assigns } = request
      const options = { ...enumerateOptions(request), intervalMs, forMs: forMs ?? undefined, assign: assigns }
      return (session) => watch(session, options)
    }
    case 'check': {
      const unknown = request.checks.find((id) => !findCheck(id))
      if (unknown !== undefined)
        throw new RequestError(`there is no check "${unknown}"; arpeggio check --list names them`)
      const { checks, udid } = request
      return (session) => checkCompliance(session, { ...enumerateOptions(request), checks, udid })
    }
    case 'step':
      return (session) => step(session, request)
  }
}

function planned(addresses: readonly number[], method: ScanMethod, canQuickWrite: boolean) {
  try {
    return planScan(addresses, method, canQuickWrite)
  } catch (error) {
    if (error instanceof RangeError) throw new RequestError(error.message)
    throw error
  }
}

function enumerateOptions(request: EnumerationRequest): EnumerateOptions {
  const { pool, reserved, preferred, probe, move, withFixed, resetFirst, prepareAnyway } = request
  const addresses = new AddressPool(pool, reserved, new Map(Object.entries(preferred)))
  return { pool: addresses, probe, move, withFixed, resetFirst, prepareAnyway }
}

/** What of the request a Run states; what an operation has no use for is off. */
function settingsOf(request: OperationKind): Omit<OperationSettings, 'clockHz' | 'pec' | 'timeoutMs'> {
  const none = {
    pool: [],
    reserved: [],
    probe: false,
    move: false,
    withFixed: false,
    resetFirst: false,
    prepareAnyway: false,
  }
  switch (request.operation) {
    case 'scan':
    case 'inventory':
    case 'step':
      return none
    case 'assign':
      return { ...none, probe: request.probe, prepareAnyway: request.prepareAnyway }
    case 'reset':
      return { ...none, prepareAnyway: request.prepareAnyway }
    case 'enumerate':
    case 'verify':
    case 'watch':
    case 'check': {
      const { pool, reserved, probe, move, withFixed, resetFirst, prepareAnyway } = request
      return { pool, reserved, probe, move, withFixed, resetFirst, prepareAnyway }
    }
  }
}
