import type { Bench } from './bench.ts'
import { ch341Contract, i2cDevContract, mcp2221Contract } from './contract-step.ts'
import { ch341Step } from './ch341-step.ts'
import { arpeggio, startArpeggio } from './guest.ts'
import { emptyBusStep, threePathsStep } from './i2c-dev-step.ts'
import { kernelDriverStep } from './kernel-driver-step.ts'
import { chipsetStep, stubStep } from './smbus-step.ts'
import { ch341Unplugged, kernelBusUnplugged, mcp2221Unplugged } from './unplugged-step.ts'

const ENUMERATE = ['enumerate', '--adapter', 'mcp2221', '--arm', '--json']
const NOBODY = 65_534

/** What is done in the guest, in this order; each begins and ends with nothing plugged in. */
export const STEPS: Readonly<Record<string, (bench: Bench) => Promise<unknown>>> = {
  list: (bench) => bench.list(),

  hidraw: async (bench) => {
    await bench.plugIn('card')
    return { adapters: await arpeggio(['adapters', '--json']), enumerate: await arpeggio(ENUMERATE) }
  },

  permission: async (bench) => {
    await bench.plugIn('card')
    return { adapters: await arpeggio(['adapters'], NOBODY), enumerate: await arpeggio(ENUMERATE, NOBODY) }
  },

  'two adapters': async (bench) => {
    await bench.plugIn('card')
    await bench.plugIn('single')
    return {
      unnamed: await arpeggio(ENUMERATE),
      named: await arpeggio(['enumerate', '--adapter', 'mcp2221:0000000002', '--arm', '--json']),
    }
  },

  'two processes': async (bench) => {
    await bench.plugIn('card')
    const owner = startArpeggio(['watch', '--adapter', 'mcp2221', '--arm', '--for', '50s', '--interval', '1s'])
    await owner.shown('joined')
    const second = await arpeggio(ENUMERATE)
    const listed = await arpeggio(['adapters'])
    owner.stop('SIGINT')
    const first = await owner.ended
    return { pid: owner.pid, first, second, listed, afterwards: await arpeggio(ENUMERATE) }
  },

  unplugged: async (bench) => {
    await bench.plugIn('card')
    bench.adapters.card.at({ kind: '90', bytes: [0xc2, 0x04, 0x11], nth: 2 }, () => bench.pull('card'))
    return arpeggio(ENUMERATE)
  },

  'MCP2221 unplugged': mcp2221Unplugged,

  'CH341 unplugged': ch341Unplugged,

  'pulled while watching': async (bench) => {
    await bench.plugIn('card')
    const watch = startArpeggio(['watch', '--adapter', 'mcp2221', '--arm', '--for', '50s', '--interval', '1s'])
    await watch.shown('joined')
    bench.pull('card')
    return watch.ended
  },

  silent: async (bench) => {
    await bench.plugIn('silent')
    return arpeggio(ENUMERATE)
  },

  'silent CH341': async (bench) => {
    await bench.plugIn('silentCh341')
    return arpeggio(['enumerate', '--adapter', 'ch341', '--arm', '--json'])
  },

  ch341: ch341Step,

  'three paths': threePathsStep,

  'empty bus': emptyBusStep,

  'kernel driver': kernelDriverStep,

  'kernel bus unplugged': kernelBusUnplugged,

  'MCP2221 contract': mcp2221Contract,

  'CH341 contract': ch341Contract,

  'i2c-dev contract': i2cDevContract,

  chipset: chipsetStep,

  stub: stubStep,
}
