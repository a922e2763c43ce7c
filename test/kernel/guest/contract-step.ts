import { openCh341 } from '#shared/adapters/ch341/driver.ts'
import { openMcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import type { I2cBus } from '#shared/i2c/bus.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { claimAdapter, claimOwner } from '../../../src/main/engine/claim.ts'
import { systemClock } from '../../../src/main/engine/system-clock.ts'
import { ch341Target, discoverCh341, selectCh341 } from '../../../src/main/ports/discover-ch341.ts'
import { discoverI2cDev, openI2cDev, selectI2cDev } from '../../../src/main/ports/discover-i2c-dev.ts'
import { discoverMcp2221, selectMcp2221 } from '../../../src/main/ports/discover-mcp2221.ts'
import { openHidPort } from '../../../src/main/ports/hid-port.ts'
import { KernelMessageBus } from '../../../src/main/ports/i2c-dev-bus.ts'
import { openUsbPort } from '../../../src/main/ports/usb-port.ts'
import { describeI2cBus } from '../../support/describe-i2c-bus.ts'
import type { Bench } from './bench.ts'
import { runCases, type CasesFact } from './collected-cases.ts'
import { bindKernelDriver } from './kernel-bus.ts'

const claims = { claim: claimAdapter, owner: claimOwner }

/** What every bus must do, on an MCP2221 through hidraw and node-hid. */
export async function mcp2221Contract(bench: Bench): Promise<CasesFact> {
  await bench.plugIn('rewired')
  const { path } = selectMcp2221(await discoverMcp2221({ clock: systemClock, claims }))
  return contract(bench, 'rewired', async ({ clock_hz: clockHz }) =>
    openMcp2221(await openHidPort(path), systemClock, { clockHz }),
  )
}

/** The same on a CH341 through usbfs and usb. */
export async function ch341Contract(bench: Bench): Promise<CasesFact> {
  await bench.plugIn('rewiredCh341')
  const target = ch341Target(selectCh341((await discoverCh341({ claims })).attached))
  return contract(bench, 'rewiredCh341', async ({ clock_hz: clockHz }) =>
    openCh341(await openUsbPort(target), systemClock, { clockHz }),
  )
}

/** The same on i2c-dev, with hid-mcp2221 below it. */
export async function i2cDevContract(bench: Bench): Promise<CasesFact> {
  const number = Number(await bindKernelDriver(bench, 'rewired'))
  const bus = selectI2cDev(await discoverI2cDev({ claims }), number)
  return contract(bench, 'rewired', async () => new KernelMessageBus(await openI2cDev(bus), 0))
}

/** The adapter stays plugged in from case to case; its card, and the state of its chip, do not. */
async function contract(
  bench: Bench,
  name: 'rewired' | 'rewiredCh341',
  open: (scenario: Scenario) => Promise<I2cBus>,
): Promise<CasesFact> {
  const adapter = bench.adapters[name]
  let last: I2cBus | undefined
  const fact = await runCases(() => {
    describeI2cBus(name, async (scenario) => {
      // A case may open a second bus; an adapter has one at a time.
      await last?.[Symbol.asyncDispose]()
      await adapter.rewire(scenario)
      last = await open(scenario)
      return { bus: last, card: adapter.card, clock: adapter.clock }
    })
  })
  await last?.[Symbol.asyncDispose]()
  return fact
}
