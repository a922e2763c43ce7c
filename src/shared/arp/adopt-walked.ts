import { formatAddress } from '#shared/i2c/address.ts'
import { confirm } from './confirm.ts'
import { finding } from './findings.ts'
import type { DeviceChange, Roster } from './roster.ts'
import type { ArpSession } from './session.ts'
import type { WalkedDevice } from './walk.ts'

/** Enters a device that a walk found and that keeps the address it has; a second look at it confirms it. */
export async function adoptWalked(
  session: ArpSession,
  roster: Roster,
  { address, reply }: WalkedDevice,
  change: DeviceChange = {},
): Promise<void> {
  const { device } = roster.add(reply.udid, {
    address,
    addressBefore: address,
    assignedBy: 'device',
    status: 'unconfirmed',
    evidence: [reply.seq],
    ...change,
  }).state
  const found = await confirm(session, device, { udid: reply.udid, address })
  switch (found.kind) {
    case 'confirmed': {
      const status = roster.holderOf(address, device) ? 'conflict' : 'ok'
      roster.update(device, { confirmed: true, status, evidence: [reply.seq, found.seq] })
      return
    }
    case 'other': {
      const message = `${found.udid} answers at ${formatAddress(address)} too`
      session.raise(device, finding('address-conflict', message, [reply.seq, found.seq]))
      roster.update(device, { status: 'conflict' })
      return
    }
    case 'silent': {
      const message = `Answered at ${formatAddress(address)} once and does so no longer`
      session.raise(device, finding('device-left', message, [reply.seq, ...found.evidence], 'error'))
      return
    }
    case 'doubtful':
  }
}
