import type { Command } from 'commander'
import type { Invocation } from './host.ts'

/** A command as the program knows it before it is loaded. */
export interface ListedCommand {
  readonly name: string
  readonly summary: string
  readonly load: (invocation: Invocation) => Promise<Command>
}

/** Every command, in the order help lists them. */
export const COMMANDS: readonly ListedCommand[] = [
  {
    name: 'adapters',
    summary: 'list the adapters attached, and what each can do',
    load: async (to) => (await import('./commands/adapters.ts')).adaptersCommand(to),
  },
  {
    name: 'doctor',
    summary: "find why an adapter can't be used, and what mends it",
    load: async (to) => (await import('./commands/doctor.ts')).doctorCommand(to),
  },
  {
    name: 'lines',
    summary: 'show the levels of SDA and SCL, in words; free a stuck bus',
    load: async (to) => (await import('./commands/lines.ts')).linesCommand(to),
  },
  {
    name: 'scan',
    summary: 'show which addresses acknowledge, by the safest probe for each',
    load: async (to) => (await import('./commands/scan.ts')).scanCommand(to),
  },
  {
    name: 'inventory',
    summary: 'list ARP devices, changing nothing (--arm)',
    load: async (to) => (await import('./commands/inventory.ts')).inventoryCommand(to),
  },
  {
    name: 'enumerate',
    summary: 'give every ARP device an address, and confirm each (--arm)',
    load: async (to) => (await import('./commands/enumerate.ts')).enumerateCommand(to),
  },
  {
    name: 'assign',
    summary: 'give one device an address, and confirm it (--arm)',
    load: async (to) => (await import('./commands/assign.ts')).assignCommand(to),
  },
  {
    name: 'reset',
    summary: 'send Reset Device to one device, or to all (--arm)',
    load: async (to) => (await import('./commands/reset.ts')).resetCommand(to),
  },
  {
    name: 'watch',
    summary: 'enumerate once, then tell who joins and leaves (--arm)',
    load: async (to) => (await import('./commands/watch.ts')).watchCommand(to),
  },
  {
    name: 'verify',
    summary: 'hold a bus against a file that says what is on it (--arm)',
    load: async (to) => (await import('./commands/verify.ts')).verifyCommand(to),
  },
  {
    name: 'check',
    summary: 'hold ARP targets against the specification, check by check (--arm)',
    load: async (to) => (await import('./commands/check.ts')).checkCommand(to),
  },
  {
    name: 'step',
    summary: 'send ARP commands one at a time, and show AV and AR (--arm)',
    load: async (to) => (await import('./commands/step.ts')).stepModeCommand(to),
  },
  {
    name: 'expect',
    summary: 'write such a file from a good run',
    load: async (to) => (await import('./commands/expect.ts')).expectCommand(to),
  },
  {
    name: 'diff',
    summary: 'show what changed between two saved runs',
    load: async (to) => (await import('./commands/diff.ts')).diffCommand(to),
  },
  {
    name: 'decode',
    summary: 'explain a UDID, or the bytes of a transaction',
    load: async (to) => (await import('./commands/decode.ts')).decodeCommand(to),
  },
  {
    name: 'report',
    summary: 'render a saved run again',
    load: async (to) => (await import('./commands/report.ts')).reportCommand(to),
  },
  {
    name: 'bundle',
    summary: 'pack a saved run with a simulated bus that behaves like it',
    load: async (to) => (await import('./commands/bundle.ts')).bundleCommand(to),
  },
  {
    name: 'history',
    summary: 'list, show and export past runs',
    load: async (to) => (await import('./commands/history.ts')).historyCommand(to),
  },
  {
    name: 'sim',
    summary: 'list and show the built-in simulated buses',
    load: async (to) => (await import('./commands/sim.ts')).simCommand(to),
  },
  {
    name: 'serve',
    summary: "serve the app's page to a browser",
    load: async (to) => (await import('./commands/serve.ts')).serveCommand(to),
  },
]
