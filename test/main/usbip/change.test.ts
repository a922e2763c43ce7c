import { expect, it } from 'vitest'
import { Change } from '../../../src/main/usbip/change.ts'

it('tells everybody who waits, once', async () => {
  const change = new Change()
  const { signal } = new AbortController()
  const waits = [change.wait(signal), change.wait(signal)]
  change.announce()
  expect(await Promise.all(waits)).toEqual([undefined, undefined])
  expect(change.waiting).toBe(0)
})

it('forgets who gives up', async () => {
  const change = new Change()
  for (let i = 0; i < 3; i++) {
    const abort = new AbortController()
    const wait = change.wait(abort.signal)
    abort.abort(new Error('taken back'))
    await expect(wait).rejects.toThrow('taken back')
  }
  await expect(change.wait(AbortSignal.abort(new Error('before')))).rejects.toThrow('before')
  expect(change.waiting).toBe(0)
})
