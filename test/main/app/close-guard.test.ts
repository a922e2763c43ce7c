import { describe, expect, it, vi } from 'vitest'
import { guardClose } from '../../../src/main/app/close-guard.ts'

function guarded(runId: string | null, answer: boolean) {
  const asked = Promise.withResolvers<boolean>()
  const stop = vi.fn(() => Promise.resolve())
  const destroyed = Promise.withResolvers<true>()
  const ask = vi.fn(() => asked.promise)
  const close = guardClose({ runId, stop }, { ask, destroy: () => destroyed.resolve(true) })
  const preventDefault = vi.fn()
  return {
    close: () => close({ preventDefault }),
    preventDefault,
    ask,
    stop,
    destroyed,
    answer: () => asked.resolve(answer),
  }
}

describe('closing the window', () => {
  it('needs no question while no run is on', () => {
    const { close, preventDefault, ask } = guarded(null, true)
    close()
    expect([preventDefault.mock.calls.length, ask.mock.calls.length]).toEqual([0, 0])
  })

  it('over a run asks, once, and closes when the run has stopped', async () => {
    const { close, preventDefault, ask, stop, destroyed, answer } = guarded('run', true)
    close()
    close()
    answer()
    expect(await destroyed.promise).toBe(true)
    expect([preventDefault.mock.calls.length, ask.mock.calls.length, stop.mock.calls.length]).toEqual([2, 1, 1])
  })

  it('over a run that shall go on does nothing, and asks again the next time', async () => {
    const { close, ask, stop, answer } = guarded('run', false)
    close()
    answer()
    await vi.waitFor(() => {
      close()
      expect(ask.mock.calls.length).toBe(2)
    })
    expect(stop).not.toHaveBeenCalled()
  })
})
