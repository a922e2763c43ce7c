import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { REQUEST_SCHEMAS } from '#shared/api/request-schemas.ts'
import { newRunId } from '../../../src/renderer/model/run-id.ts'

describe('the name of a run', () => {
  it('is a random UUID of version 4, as the engine takes it', () => {
    const ids = Array.from({ length: 100 }, newRunId)
    for (const runId of ids) {
      expect(REQUEST_SCHEMAS['run:cancel'].safeParse({ runId }).success).toBe(true)
      expect(runId).toMatch(/^.{14}4.{4}[89ab]/)
    }
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('needs no secure origin', () => {
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(0xff) })
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(newRunId()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff')
  })
})
