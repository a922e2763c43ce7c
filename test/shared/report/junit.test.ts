import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderJunit } from '#shared/report/junit.ts'
import { runChecks } from '#shared/report/run-checks.ts'
import { anyRun } from '../../support/arbitrary-run.ts'
import { reportedRun } from '../../support/report-runs.ts'

/** Name and outcome of every check of a built-in card. */
async function outcomes(name: Parameters<typeof reportedRun>[0]): Promise<string[]> {
  return runChecks(await reportedRun(name)).map((check) => `${check.name}: ${check.outcome}`)
}

describe('the checks of a Run', () => {
  it('pass on a sound card, one for each device', async () => {
    expect(await outcomes('pcie-card')).toEqual([
      'complete: pass',
      'unique UDIDs: pass',
      'all confirmed: pass',
      'PEC clean: pass',
      'bus idle after: pass',
      'adapter self-test: pass',
      'no errors: pass',
      '010810ee0000002710ee000000202010 confirmed: pass',
      '4108808610d400040000000044332210 confirmed: pass',
      '410b8086153100040000000000c91234 confirmed: pass',
      '810818f40200002518f402150a1b2c3d confirmed: pass',
    ])
  })

  it('tell a wrong PEC although it was right when read again', async () => {
    expect(await outcomes('bad-pec')).toContain('PEC clean: fail')
  })

  it('fail a device in conflict', async () => {
    expect(await outcomes('duplicate-udid')).toContain('810818f40200002518f4021500000000 confirmed: fail')
  })

  it('skip a self-test that was not made', async () => {
    expect(await outcomes('unpowered')).toContain('adapter self-test: skip')
  })

  it('fail an adapter that acknowledges everything', async () => {
    expect(await outcomes('acks-everything')).toContain('adapter self-test: fail')
  })

  it('fail somewhere wherever the verdict is fail or the run was cut short', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const isBad = run.summary.verdict === 'fail' || !run.complete
        if (isBad) expect(runChecks(run).some(({ outcome }) => outcome === 'fail')).toBe(true)
      }),
    )
  })

  it('have names that tell them apart', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const names = runChecks(run).map(({ name }) => name)
        expect(new Set(names).size).toBe(names.length)
      }),
    )
  })
})

describe('the JUnit XML', () => {
  it('counts what it holds', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const xml = renderJunit(run, runChecks(run))
        const [, tests, failures, skipped] =
          /<testsuite [^>]*tests="(\d+)" failures="(\d+)" errors="0" skipped="(\d+)"/.exec(xml) ?? []
        expect(xml.split('<testcase ').length - 1).toBe(Number(tests))
        expect(xml.split('<failure ').length - 1).toBe(Number(failures))
        expect(xml.split('<skipped ').length - 1).toBe(Number(skipped))
      }),
    )
  })

  it('is well formed: tags nest, and text holds no markup', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const open: string[] = []
        const xml = renderJunit(run, runChecks(run)).replace(/^<\?xml[^>]*\?>/, '')
        const rest = xml.replaceAll(/<(\/?)([a-z-]+)((?: [a-z_]+="[^"<]*")*)(\/?)>/g, (_, close, name, __, empty) => {
          if (close) expect(open.pop()).toBe(name)
          else if (!empty) open.push(String(name))
          return ''
        })
        expect(open).toEqual([])
        expect(rest).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|#39|#\d+);)/)
      }),
    )
  })
})
