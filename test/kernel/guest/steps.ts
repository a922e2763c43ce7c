import type { Bench } from './bench.ts'
import { ch341Step } from './ch341-step.ts'
import { kernelDriverStep } from './kernel-driver-step.ts'
import { arpeggio, startArpeggio, type Ended } from './guest.ts'

const ENUMERATE = ['enumerate', '--adapter', 'mcp2221', '--arm', '--json']
const NOBODY = 65_534

/** Moments at which an adapter can be pulled out: the command just carried out, and which of its kind. */
const MOMENTS = {
  'while it is asked who it is': [0xb0, 1],
  'while its state is read': [0x10, 2],
  'between a write and its repeated START': [0x94, 2],
  'while a reply is being read': [0x93, 2],
  'while bytes are fetched': [0x40, 4],
  'while an address is assigned': [0x90, 2],
} as const

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
    const ended: Record<string, Ended> = {}
    for (const [moment, [command, nth]] of Object.entries(MOMENTS)) {
      await bench.plugIn('card')
      bench.adapters.card.at(command, nth, () => bench.pull('card'))
      ended[moment] = await arpeggio(ENUMERATE)
      await bench.pullAll()
    }
    await bench.plugIn('card')
    return { ended, replugged: await arpeggio(ENUMERATE) }
  },

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

  ch341: ch341Step,

  'kernel driver': kernelDriverStep,
}
