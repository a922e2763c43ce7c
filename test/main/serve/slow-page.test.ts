import { describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { DEFAULT_SETTINGS } from '#shared/api/settings.ts'
import { WindowFrontEnd } from '../../../src/main/engine/window-front-end.ts'
import { RateLimit } from '../../../src/main/serve/rate-limit.ts'
import { SocketFrontEnd } from '../../../src/main/serve/socket-front-end.ts'
import { manualClock } from '../engine/recorded-engine.ts'

const batch = { runId: '11111111-1111-4111-8111-111111111111', from: 0, events: [] }

/** A socket whose other end takes what the test says. */
class ScriptedSocket {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  isTerminated = false
  readonly sent: string[] = []
  readonly #taken: (() => void)[] = []

  send(text: string, taken: () => void): void {
    this.sent.push(text)
    this.#taken.push(taken)
  }

  /** The page takes all that is under way. */
  drain(): void {
    this.bufferedAmount = 0
    for (const taken of this.#taken.splice(0)) taken()
  }

  terminate(): void {
    this.isTerminated = true
  }

  notices(): unknown[] {
    return this.sent.map((text) => (JSON.parse(text) as { notice: unknown }).notice)
  }
}

function slow(bytes: number) {
  const socket = new ScriptedSocket()
  const frontEnd = new SocketFrontEnd(socket as unknown as WebSocket, 'a browser')
  frontEnd.notify('settings', DEFAULT_SETTINGS)
  socket.bufferedAmount = bytes
  return { socket, frontEnd }
}

describe('a browser that is behind', () => {
  it('gets no batches of run events, and of the rest the last of each', () => {
    const { socket, frontEnd } = slow(5 * 1024 * 1024)
    frontEnd.notify('run:events', batch)
    frontEnd.notify('settings', { ...DEFAULT_SETTINGS, theme: 'dark' })
    frontEnd.notify('run:ended', { runId: batch.runId, error: null })
    frontEnd.notify('settings', { ...DEFAULT_SETTINGS, theme: 'light' })
    expect(socket.notices()).toEqual(['settings'])
    socket.drain()
    expect(socket.notices()).toEqual(['settings', 'settings', 'run:ended'])
    expect(socket.sent[1]).toContain('"light"')
  })

  it('and takes nothing at all is let go', () => {
    const { socket, frontEnd } = slow(300 * 1024 * 1024)
    frontEnd.reply({ id: 1, reply: { ok: true, value: null } })
    expect(socket.isTerminated).toBe(true)
  })
})

describe('a window that is behind', () => {
  it('gets 64 batches of run events, and the next one when it has taken one', () => {
    const posted: unknown[] = []
    const frontEnd = new WindowFrontEnd((message) => posted.push(message))
    for (let i = 0; i < 100; i++) frontEnd.notify('run:events', batch)
    expect(posted).toHaveLength(64)
    frontEnd.heard('batch')
    frontEnd.notify('run:events', batch)
    frontEnd.notify('run:events', batch)
    expect(posted).toHaveLength(65)
    frontEnd.notify('settings', DEFAULT_SETTINGS)
    expect(posted).toHaveLength(66)
  })

  it('gets them again after it was loaded anew', () => {
    const posted: unknown[] = []
    const frontEnd = new WindowFrontEnd((message) => posted.push(message))
    for (let i = 0; i < 100; i++) frontEnd.notify('run:events', batch)
    frontEnd.heard('all')
    frontEnd.notify('run:events', batch)
    expect(posted).toHaveLength(65)
  })
})

describe('a rate', () => {
  it('lets a burst through, and then what comes back with time', () => {
    const clock = manualClock()
    const limit = new RateLimit({ burst: 3, perSecond: 10 }, clock)
    const take = (): boolean => limit.take()
    expect([take(), take(), take(), take()]).toEqual([true, true, true, false])
    clock.passMs(100)
    expect([take(), take()]).toEqual([true, false])
    clock.passMs(60_000)
    expect([take(), take(), take(), take()]).toEqual([true, true, true, false])
  })
})
