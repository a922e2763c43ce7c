import type { EnumerationRequest, OperationRequest } from '#shared/api/operation-request.ts'
import { AddressPool } from '#shared/arp/address-pool.ts'
import { assign } from '#shared/arp/assign.ts'
import { enumerate, type EnumerateOptions } from '#shared/arp/enumerate.ts'
import type { OperationSettings } from '#shared/arp/events.ts'
import { inventory } from '#shared/arp/inventory.ts'
import { DEFAULT_POLICY, type ArpPolicy } from '#shared/arp/policy.ts'
import { reset } from '#shared/arp/reset.ts'
import { scan } from '#shared/arp/scan.ts'
import type { ArpSession } from '#shared/arp/session.ts'
import { watch } from '#shared/arp/watch.ts'
import { planScan } from '#shared/i2c/scan.ts'

/** What carries out a request on a session. */
export function bodyOf(request: OperationRequest, canQuickWrite: boolean): (session: ArpSession) => Promise<unknown> {
  switch (request.operation) {
    case 'scan': {
      const plan = planScan(request.addresses, request.method, canQuickWrite)
      return (session) => scan(session, plan)
    }
    case 'inventory':
      return (session) => inventory(session, request.addresses)
    case 'enumerate':
      return (session) => enumerate(session, enumerateOptions(request))
    case 'assign':
      return (session) => assign(session, request)
    case 'reset':
      return (session) => reset(session, { ...request, address: request.address ?? undefined })
    case 'watch': {
      const options = { ...enumerateOptions(request), ...request, pool: poolOf(request) }
      return (session) => watch(session, { ...options, forMs: request.forMs ?? undefined })
    }
  }
}

/** Every count and wait of a request. */
export function policyOf({ pec, timeoutMs, retries }: OperationRequest): ArpPolicy {
  const { pec: usualPec, transferTimeoutMs } = DEFAULT_POLICY
  return { ...DEFAULT_POLICY, pec: pec ?? usualPec, transferTimeoutMs: timeoutMs ?? transferTimeoutMs, ...retries }
}

/** What a Run states of a request; what an operation has no use for is off. */
export function settingsOf(request: OperationRequest): Omit<OperationSettings, 'clockHz'> {
  const { pec, transferTimeoutMs: timeoutMs } = policyOf(request)
  const none = { pool: [], reserved: [], probe: false, move: false, withFixed: false, resetFirst: false }
  const base = { ...none, prepareAnyway: false, pec, timeoutMs }
  switch (request.operation) {
    case 'scan':
    case 'inventory':
      return base
    case 'assign':
      return { ...base, probe: request.probe, prepareAnyway: request.prepareAnyway }
    case 'reset':
      return { ...base, prepareAnyway: request.prepareAnyway }
    case 'enumerate':
    case 'watch': {
      const { pool, reserved, probe, move, withFixed, resetFirst, prepareAnyway } = request
      return { pool, reserved, probe, move, withFixed, resetFirst, prepareAnyway, pec, timeoutMs }
    }
  }
}

function enumerateOptions(request: EnumerationRequest): EnumerateOptions {
  const { probe, move, withFixed, resetFirst, prepareAnyway } = request
  return { pool: poolOf(request), probe, move, withFixed, resetFirst, prepareAnyway }
}

function poolOf({ pool, reserved, preferred }: EnumerationRequest): AddressPool {
  return new AddressPool(pool, reserved, new Map(Object.entries(preferred)))
}
