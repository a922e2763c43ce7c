// The command line with an MCP2221 on a simulated card, claimed as a real one is: argv[2] is the device's path, argv[3]
// says what befalls the process and when, such as SIGKILL@12 for the twelfth transaction; the rest is the command line.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { setImmediate } from 'node:timers/promises'
import type { HidPort } from '#shared/adapters/ports.ts'
import { buildCard } from '#shared/sim/card.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { main } from '../../../src/main/cli/arpeggio.ts'
import type { Output } from '../../../src/main/cli/host.ts'
import { processHost } from '../../../src/main/cli/process-host.ts'
import { claimAdapter } from '../../../src/main/engine/claim.ts'
import { engineParts } from '../../../src/main/engine/create-engine.ts'
import { Engine } from '../../../src/main/engine/engine.ts'
import { mcp2221Source, type Mcp2221System } from '../../../src/main/engine/mcp2221-source.ts'

const [, , devicePath = '', strike = '', ...args] = process.argv
const [signal = '', when = ''] = strike.split('@')

function pass(moment: string): void {
  if (moment === when) process.kill(process.pid, signal)
}

const rename = fs.rename.bind(fs)
const told = ((from: string, to: string, done: (error: NodeJS.ErrnoException | null) => void) => {
  pass('rename')
  rename(from, to, (error) => {
    pass('renamed')
    done(error)
  })
}) as typeof fs.rename
fs.rename = Object.assign(told, { __promisify__: fs.rename.__promisify__ })
syncBuiltinESMExports()

function listening(output: Output, momentOf: (text: string) => string | undefined): Output {
  return {
    ...output,
    write: (text) => {
      output.write(text)
      const moment = momentOf(text)
      if (moment !== undefined) pass(moment)
    },
  }
}

/** A port that gives signals their turn at each report, as USB does. */
function turningPort(port: HidPort): HidPort {
  return {
    write: (report) => port.write(report),
    read: async (timeoutMs) => {
      await setImmediate()
      return port.read(timeoutMs)
    },
    [Symbol.asyncDispose]: () => port[Symbol.asyncDispose](),
  }
}

const clock = new SimClock(Date.now())
const scenario = await loadBuiltIn('pcie-card')
const system: Mcp2221System = {
  clock,
  attached: () =>
    Promise.resolve([
      { path: devicePath, serial: 'A1', product: 'MCP2221', state: 'ready', ownerPid: null, problem: null },
    ]),
  claim: claimAdapter,
  openPort: () => Promise.resolve(turningPort(new Mcp2221Chip({ wire: buildCard(scenario, clock).wire, clock }))),
}
const host = processHost()
const exitCode = await main(args, {
  ...host,
  stderr: listening(host.stderr, (text) => /^#(\d+) /.exec(text)?.[1]),
  stdout: listening(host.stdout, () => 'result'),
  createEngine: () => {
    const parts = engineParts({ name: 'arpeggio', version: '0.0.0' })
    return Promise.resolve(new Engine({ ...parts, findBus: () => Promise.resolve(mcp2221Source(null, system)) }))
  },
})
// One is set already where the result could not be written.
process.exitCode ||= exitCode
host[Symbol.dispose]()
