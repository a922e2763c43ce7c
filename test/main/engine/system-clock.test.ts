import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/main/engine/system-clock.ts'

describe('the system clock', () => {
  it('goes forward', () => {
    const before = systemClock.nowUs()
    expect(systemClock.nowUs()).toBeGreaterThanOrEqual(before)
  })

  it('rejects a sleep with the reason of its signal, before it and during it', async () => {
    const reason = new Error('enough')
    await expect(systemClock.sleep(3_600_000, AbortSignal.abort(reason))).rejects.toBe(reason)
    const stop = new AbortController()
    const sleeping = systemClock.sleep(3_600_000, stop.signal)
    stop.abort(reason)
    await expect(sleeping).rejects.toBe(reason)
  })
})
