import type { CheckResult } from '#shared/arp/events.ts'
import type { EnumerateOptions } from '#shared/arp/enumerate.ts'
import { finding } from '#shared/arp/findings.ts'
import { settle } from '#shared/arp/settle.ts'
import type { ArpSession } from '#shared/arp/session.ts'
import type { Udid } from '#shared/arp/udid.ts'
import { isBusError } from '#shared/i2c/errors.ts'
import { CATALOGUE } from './catalogue.ts'
import type { ComplianceCheck } from './compliance-check.ts'
import { Unruled, notApplicable, notObservable, type Ruling } from './ruling.ts'
import type { DeviceUnderTest } from './device-under-test.ts'
import { discover, type Discovery } from './discover.ts'
import { ruleUnidentified } from './rule-unidentified.ts'

/** What the checks are told. */
export interface ComplianceOptions extends EnumerateOptions {
  /** Names of the checks to make; all where empty. */
  readonly checks: readonly string[]
  /** The device to check; every one on the bus where null. */
  readonly udid: Udid | null
}

/**
 * Holds ARP targets against the specification, check by check, each a `check` event. Enumerates first, so that every
 * device is at an address of its own, and gives each its address again at the end. Nothing is written but ARP commands
 * to 0x61, where a device has shown itself as one of ARP; free addresses are read by one byte.
 */
export async function checkCompliance(session: ArpSession, options: ComplianceOptions): Promise<void> {
  const checks = CATALOGUE.filter(({ id }) => options.checks.length === 0 || options.checks.includes(id))
  const discovery = await discover(session, options)
  const chosen = discovery.devices.filter(({ dut }) => options.udid === null || dut.udid === options.udid)
  session.phase('check')
  if (chosen.length === 0) reportNobody(session, checks, discovery, options.udid)
  for (const { device, dut } of chosen) {
    for (const check of checks) await carryOut(session, check, device, dut)
  }
  if (chosen.length > 0) await restore(session, discovery)
}

async function carryOut(
  session: ArpSession,
  check: ComplianceCheck,
  device: number,
  dut: DeviceUnderTest,
): Promise<void> {
  const report = (ruling: Ruling): void => {
    session.observe({ type: 'check', ...resultOf(check, ruling, device, dut.evidence) })
  }
  dut.begin()
  try {
    report(await rule(check, dut))
  } catch (error) {
    // What ends the whole operation is told of the check that met it, too.
    if (isBusError(error)) report(notObservable(`cut short: ${error.message}`))
    throw error
  }
}

async function rule(check: ComplianceCheck, dut: DeviceUnderTest): Promise<Ruling> {
  if (dut.parts.directedOnly && !check.directedOnly) {
    return notApplicable('a Fixed - Not Discoverable device obeys directed Get UDID alone')
  }
  try {
    return await check.run(dut)
  } catch (error) {
    if (error instanceof Unruled) return { verdict: error.verdict, reason: error.message }
    throw error
  }
}

function reportNobody(
  session: ArpSession,
  checks: readonly ComplianceCheck[],
  { firstReplies }: Discovery,
  udid: Udid | null,
): void {
  if (udid !== null) session.raise(null, finding('no-arp-device', `No device with the UDID ${udid} can be checked`))
  for (const check of checks) {
    const { evidence, ...ruling } = ruleUnidentified(check.id, firstReplies)
    session.observe({ type: 'check', ...resultOf(check, ruling, null, evidence) })
  }
}

/** Every device at its address, and confirmed there. */
async function restore(session: ArpSession, { roster, devices }: Discovery): Promise<void> {
  session.phase('confirm')
  for (const { device, dut } of devices) {
    if (dut.parts.directedOnly) continue
    const entry = roster.renew(device, dut.udid)
    await settle(session, roster, entry, { address: dut.home, assignedBy: entry.state.assignedBy ?? 'arpeggio' })
  }
}

function resultOf(
  { id, title, objective, steps, passRule, clause }: ComplianceCheck,
  { verdict, reason }: Ruling,
  device: number | null,
  evidence: readonly number[],
): CheckResult {
  return { id, device, title, objective, steps, passRule, clause, verdict, reason, evidence }
}
