import { describe, expect, it } from 'vitest'
import { RunArchive } from '#shared/api/run-archive.ts'
import { foldAll } from '../../support/arbitrary-run.ts'
import { EXAMPLE_EVENTS } from '../../support/example-run.ts'

const EXAMPLE = foldAll(EXAMPLE_EVENTS)

function archiveOf(runs: number): RunArchive {
  const archive = new RunArchive()
  for (let i = 1; i <= runs; i++) archive.add({ ...EXAMPLE, run_id: `run ${i}` }, null)
  return archive
}

function idsOf(archive: RunArchive, filter = {}): string[] {
  return archive.list(filter).map(({ runId }) => runId)
}

describe('the history in memory', () => {
  it('lists the newest first, as many and as far back as asked', () => {
    expect(idsOf(archiveOf(5), { limit: 2, offset: 1 })).toEqual(['run 4', 'run 3'])
  })

  it('makes a run the newest that comes again', () => {
    const archive = archiveOf(3)
    archive.add({ ...EXAMPLE, run_id: 'run 1' }, 'saved.json')
    expect(idsOf(archive)).toEqual(['run 1', 'run 3', 'run 2'])
  })

  it('lets go of the oldest beyond 200', () => {
    const archive = archiveOf(201)
    expect([archive.list().length, archive.get('run 1'), archive.get('run 2')?.run_id]).toEqual([
      200,
      undefined,
      'run 2',
    ])
  })

  it('knows nothing of a run that was removed', () => {
    const archive = archiveOf(2)
    archive.remove('run 2')
    expect([idsOf(archive), archive.get('run 2')]).toEqual([['run 1'], undefined])
  })
})
