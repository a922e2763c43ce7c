import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { buildCard } from '#shared/sim/card.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { mcp2221Device } from '../../../src/main/usbip/mcp2221-device.ts'
import { RealTime } from '../../../src/main/usbip/real-time.ts'
import type { PluggedDevice } from '../../../src/main/usbip/virtual-device.ts'

const HID_ENDPOINT = 3
const STATUS = Uint8Array.of(0x10)
const PREPARE = Uint8Array.of(0x90, 2, 0, 0xc2, 0x01, 0xc0)
const { signal } = new AbortController()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Commands sent in one go, and the reply to the last. */
async function exchange(device: PluggedDevice, ...commands: readonly Uint8Array[]): Promise<Uint8Array> {
  for (const command of commands) await device.out(HID_ENDPOINT, command, signal)
  for (let i = 1; i < commands.length; i++) await device.in(HID_ENDPOINT, 64, signal)
  return device.in(HID_ENDPOINT, 64, signal)
}

it('lets simulated time pass as real time does, from where it was', () => {
  const clock = new SimClock()
  clock.advance(500)
  const pacing = new RealTime(clock)
  vi.advanceTimersByTime(25)
  pacing.catchUp()
  expect(clock.nowUs()).toBe(25_500)
})

it('lets no more time pass in a stall than it is told, and keeps pace again after it', () => {
  const clock = new SimClock()
  const pacing = new RealTime(clock, 5000)
  const at = (ms: number): number => {
    vi.advanceTimersByTime(ms)
    pacing.catchUp()
    return clock.nowUs()
  }
  expect([at(4), at(300), at(2)]).toEqual([4000, 9000, 11_000])
})

it('shows the engine busy for as long as its transfer takes', async () => {
  const clock = new SimClock()
  const { wire } = buildCard(await loadBuiltIn('single'), clock)
  const powerUp = (): Mcp2221Chip => new Mcp2221Chip({ wire, clock, reportUs: 0 })
  await using device = mcp2221Device({ powerUp, pacing: new RealTime(clock) }).plug()
  await exchange(device, Uint8Array.of(0x10, 0, 0, 0x20, 118))
  // Prepare to ARP: 0.3 ms at 100 kHz.
  const during = await exchange(device, PREPARE, STATUS)
  vi.advanceTimersByTime(1)
  const after = await exchange(device, STATUS)
  expect([during[8] === 0, after[8]]).toEqual([false, 0])
})

it('gives the engine a whole frame between two commands, however early a timer goes off', async () => {
  const clock = new SimClock()
  const { wire } = buildCard(await loadBuiltIn('single'), clock)
  const powerUp = (): Mcp2221Chip => new Mcp2221Chip({ wire, clock, reportUs: 0 })
  await using device = mcp2221Device({ powerUp, pacing: new RealTime(clock) }).plug()
  await exchange(device, PREPARE)
  expect((await exchange(device, STATUS))[8]).toBe(0)
})
