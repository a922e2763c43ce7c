import type { RunDevice } from '#shared/run/run.ts'
import { addressNumber, hexByte } from './address-text.ts'

/** How a device ended, in a word, with the colour and icon of the judgement. */
export interface StatusWords {
  readonly words: string
  readonly judged: 'ok' | 'warn' | 'danger'
  readonly icon: string
}

const STATUS: Readonly<Record<RunDevice['status'], StatusWords>> = {
  ok: { words: 'Not confirmed', judged: 'warn', icon: 'warn' },
  kept_own_address: { words: 'Kept its own', judged: 'warn', icon: 'warn' },
  conflict: { words: 'Conflict', judged: 'danger', icon: 'error' },
  unconfirmed: { words: 'Not confirmed', judged: 'danger', icon: 'error' },
  failed: { words: 'Failed', judged: 'danger', icon: 'error' },
  not_assigned: { words: 'No address given', judged: 'warn', icon: 'info' },
}

/** How a device ended. */
export function statusWords({ status, confirmed }: RunDevice): StatusWords {
  return status === 'ok' && confirmed ? { words: 'Confirmed', judged: 'ok', icon: 'check' } : STATUS[status]
}

/** What kind of device it is, and what that means for its address. */
export function deviceSentence(device: RunDevice): string {
  const at = device.address === null ? 'an address' : `0x${hexByte(addressNumber(device.address))}`
  const before = movedFrom(device)
  switch (device.address_type) {
    case 'persistent':
      return `Persistent: keeps ${at} without power${before}`
    case 'volatile':
      return `Volatile: loses ${at} with power${before}`
    case 'fixed':
      return `Fixed: ${at} is its own, whatever it is told`
    case 'random':
      return `Random: its ID is a number it draws at power-up${before}`
  }
}

function movedFrom({ address, address_before: before }: RunDevice): string {
  return before === null || before === address ? '' : `, was at 0x${hexByte(addressNumber(before))}`
}
