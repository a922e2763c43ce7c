import type { Step } from '#shared/arp/events.ts'

/** What is being done, in words, while it is. */
export const STEP_WORDS: Readonly<Record<Step, string>> = {
  'self-test': 'Testing the adapter',
  look: 'Looking who is at 0x61',
  walk: 'Walking every address',
  prepare: 'Prepare to ARP',
  reset: 'Resetting devices',
  'get-udid': 'Asking for the next UDID',
  probe: 'Probing an address before it is given',
  assign: 'Assigning an address',
  confirm: 'Confirming a device',
  watch: 'Watching who comes and goes',
  scan: 'Scanning addresses',
  check: 'Checking a device',
}
