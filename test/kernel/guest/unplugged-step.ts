import { readFile, readdir, readlink } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { createEngine } from '../../../src/main/engine/create-engine.ts'
import type { Engine } from '../../../src/main/engine/engine.ts'
import type { AdapterName, Bench } from './bench.ts'
import { TIMEOUT_MS } from './guest.ts'
import { bindKernelDriver } from './kernel-bus.ts'
import type { Moment } from './trip.ts'
import { ENUMERATE } from '../../support/enumerate-request.ts'

/** How an operation of a process that goes on ended. */
export interface Attempt {
  readonly complete: boolean
  readonly udids: readonly string[]
  /** Codes and words of the findings about the bus, or of the refusal. */
  readonly words: readonly string[]
}

/** What one process saw of an adapter that was pulled out at each of these moments, and put in again. */
export interface UnpluggedFact {
  readonly ended: Readonly<Record<string, Attempt>>
  readonly replugged: Attempt
  /** Nodes of adapters this process has not let go of. */
  readonly held: readonly string[]
  readonly zombies: readonly string[]
}

const MCP2221_MOMENTS: Readonly<Record<string, Moment>> = {
  'while it is asked who it is': { kind: 'b0', nth: 1 },
  'while its state is read': { kind: '10', nth: 2 },
  'between a write and its repeated START': { kind: '94', nth: 2 },
  'while a reply is being read': { kind: '93', nth: 2 },
  'while bytes are fetched': { kind: '40', nth: 4 },
  'while an address is assigned': { kind: '90', bytes: [0xc2, 0x04, 0x11], nth: 1 },
}

/** Stream packets: a status asked for after each of the first bytes, then the rest. */
const CH341_MOMENTS: Readonly<Record<string, Moment>> = {
  'while it is asked for its version': { kind: 'control', nth: 1 },
  'while its pins are read': { kind: 'out', bytes: [0xa0], nth: 1 },
  'while everybody is told to take part': { kind: 'out', bytes: [0xc2, 0x80, 0x01], nth: 1 },
  'while a UDID is asked for': { kind: 'out', bytes: [0xc2, 0x80, 0x03], nth: 2 },
  'while a reply is fetched': { kind: 'in', nth: 6 },
  'while an address is assigned': { kind: 'out', bytes: [0xc2, 0x80, 0x04], nth: 1 },
}

/** What hid-mcp2221 sends for the same. */
const KERNEL_MOMENTS: Readonly<Record<string, Moment>> = {
  'while a read that nobody may acknowledge is begun': { kind: '91', nth: 1 },
  'while its refusal is fetched': { kind: '40', nth: 2 },
  'while the kernel cancels it': { kind: '10', nth: 2 },
  'between a write and its repeated START': { kind: '94', nth: 2 },
  'while a reply is being read': { kind: '93', nth: 2 },
  'while an address is assigned': { kind: '90', bytes: [0xc2, 0x04, 0x11], nth: 1 },
}

/** Pulls the MCP2221 out while this process uses it, again and again. */
export function mcp2221Unplugged(bench: Bench): Promise<UnpluggedFact> {
  return unplugged(bench, 'card', MCP2221_MOMENTS, () => plugIn(bench, 'card', 'mcp2221'))
}

/** The same with the CH341. */
export function ch341Unplugged(bench: Bench): Promise<UnpluggedFact> {
  return unplugged(bench, 'ch341', CH341_MOMENTS, () => plugIn(bench, 'ch341', 'ch341'))
}

/** The same with an MCP2221 in the hands of the kernel's driver. */
export function kernelBusUnplugged(bench: Bench): Promise<UnpluggedFact> {
  return unplugged(bench, 'pulledCard', KERNEL_MOMENTS, async () => {
    return `i2c-dev:${await bindKernelDriver(bench, 'pulledCard')}`
  })
}

async function plugIn(bench: Bench, name: AdapterName, selector: string): Promise<string> {
  await bench.plugIn(name)
  return selector
}

/** `plugInAgain` gives the selector by which the adapter can be opened. */
async function unplugged(
  bench: Bench,
  name: AdapterName,
  moments: Readonly<Record<string, Moment>>,
  plugInAgain: () => Promise<string>,
): Promise<UnpluggedFact> {
  await using engine = createEngine({ name: 'arpeggio', version: '0.0.0' })
  const ended: Record<string, Attempt> = {}
  for (const [when, moment] of Object.entries(moments)) {
    const selector = await plugInAgain()
    bench.adapters[name].at(moment, () => bench.pull(name))
    ended[when] = await inTime(attempt(engine, selector))
    await bench.pullAll()
  }
  const selector = await plugInAgain()
  const replugged = await inTime(attempt(engine, selector))
  await engine.close(selector)
  return { ended, replugged, held: await heldNodes(), zombies: await zombies() }
}

async function attempt(engine: Engine, selector: string): Promise<Attempt> {
  engine.arm(selector, 'the guest')
  try {
    const { complete, devices, findings } = await engine.run({ selector }, ENUMERATE)
    const words = findings.map(({ code, message }) => `${code}: ${message}`)
    return { complete, udids: devices.map(({ udid }) => udid).sort(), words }
  } catch (error) {
    return { complete: false, udids: [], words: [String(error)] }
  }
}

/** A hang is a result too, and the one this is about. */
function inTime(attempted: Promise<Attempt>): Promise<Attempt> {
  const hung = { complete: false, udids: [], words: ['hung'] }
  return Promise.race([attempted, delay(TIMEOUT_MS, hung, { ref: false })])
}

async function heldNodes(): Promise<string[]> {
  const held: string[] = []
  for (const fd of await readdir('/proc/self/fd')) {
    const target = await readlink(`/proc/self/fd/${fd}`).catch(() => '')
    if (/^\/dev\/(hidraw|bus\/usb|i2c-)/.test(target)) held.push(target)
  }
  return held
}

async function zombies(): Promise<string[]> {
  const found: string[] = []
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    if (/\) Z /.test(stat)) found.push(stat)
  }
  return found
}
