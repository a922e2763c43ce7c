import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { TransferReport } from '#shared/i2c/bus.ts'
import type { SimBus } from '#shared/sim/bus.ts'
import { ARP, assign, frame, getUdid, hex, prepare, reset, udidOf } from '../arp-frames.ts'
import { openBus } from '../open-bus.ts'

/** Table 1.5 of the reference once more, as small as it goes and independent of the simulator. */
interface Model {
  readonly type: 'fixed' | 'persistent' | 'volatile'
  address: number
  av: boolean
  ar: boolean
}

type Command =
  | { readonly do: 'prepare' | 'reset' | 'get-udid' }
  | {
      readonly do: 'reset-directed' | 'get-udid-directed' | 'assign' | 'assign-other' | 'assign-bad-pec'
      readonly to: number
    }

const UDID_TAIL = '08808610d400040000000044332210'
const UDIDS = { fixed: `01${UDID_TAIL}`, persistent: `41${UDID_TAIL}`, volatile: `81${UDID_TAIL}` }
const OTHER = `81${UDID_TAIL.slice(0, -1)}1`

/** Whether the device acknowledges the whole command; its flags and address move as they must. */
function obey(model: Model, command: Command): boolean {
  switch (command.do) {
    case 'prepare':
      model.ar = false
      return true
    case 'reset-directed':
      if (!model.av || command.to !== model.address) return false
      return clear(model)
    case 'reset':
      return clear(model)
    case 'get-udid':
      return !model.ar
    case 'get-udid-directed':
      return model.av && command.to === model.address
    case 'assign':
      if (model.type !== 'fixed') model.address = command.to
      model.av = model.ar = true
      return true
    case 'assign-other':
    case 'assign-bad-pec':
      return false
  }
}

function clear(model: Model): true {
  model.ar = false
  if (model.type !== 'persistent') model.av = model.type === 'fixed'
  return true
}

function send(bus: SimBus, udid: string, command: Command): Promise<TransferReport> {
  switch (command.do) {
    case 'prepare':
      return prepare(bus)
    case 'reset':
      return reset(bus)
    case 'get-udid':
      return getUdid(bus)
    case 'reset-directed':
      return reset(bus, command.to)
    case 'get-udid-directed':
      return getUdid(bus, command.to)
    case 'assign':
      return assign(bus, udid, command.to << 1)
    case 'assign-other':
      return assign(bus, OTHER, command.to << 1)
    case 'assign-bad-pec': {
      const bytes = frame(0x04, 0x11, ...hex(udid), command.to << 1)
      return bus.write(ARP, bytes.with(19, bytes[19]! ^ 0x80))
    }
  }
}

const general = fc.constantFrom('prepare', 'reset', 'get-udid').map((name) => ({ do: name }))
const directed = fc
  .constantFrom('reset-directed', 'get-udid-directed', 'assign', 'assign-other', 'assign-bad-pec')
  .chain((name) => fc.constantFrom(0x10, 0x20, 0x77).map((to) => ({ do: name, to })))

it('flags and address follow the table under any sequence of commands, for each type', async () => {
  const start = fc.record({
    type: fc.constantFrom('fixed', 'persistent', 'volatile'),
    address: fc.constantFrom(0x10, 0x20),
    flags: fc.constantFrom([false, false] as const, [true, false] as const, [true, true] as const),
  })
  await fc.assert(
    fc.asyncProperty(start, fc.array(fc.oneof(general, directed), { maxLength: 25 }), async (from, commands) => {
      const { type, address, flags } = from
      const model: Model = { type, address, av: flags[0], ar: flags[1] }
      const udid = UDIDS[type]
      const { bus, card } = openBus({
        devices: [{ kind: 'arp', udid, address, address_valid: model.av, address_resolved: model.ar }],
      })
      for (const command of commands) {
        const acknowledged = obey(model, command)
        const report = await send(bus, udid, command)
        expect(report.outcome === 'ok').toBe(acknowledged)
        if (report.data) {
          expect(udidOf(report)).toBe(udid)
          expect(report.data[17]).toBe(model.av ? (model.address << 1) | 1 : 0xff)
        }
        const [device] = card.devices()
        expect(device).toMatchObject({ addressValid: model.av, addressResolved: model.ar })
        if (model.av) expect(device?.address).toBe(model.address)
      }
    }),
  )
})
