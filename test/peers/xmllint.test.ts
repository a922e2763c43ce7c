import fc from 'fast-check'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { renderJunit } from '#shared/report/junit.ts'
import { runChecks } from '#shared/report/run-checks.ts'
import { BUILT_IN_NAMES } from '#shared/sim/scenarios/built-in.ts'
import { anyRun } from '../support/arbitrary-run.ts'
import { reportedRun } from '../support/report-runs.ts'
import { describeJudge, run } from './judge.ts'
import { Workbench } from './written-report.ts'

const SCHEMA = resolve(import.meta.dirname, 'junit.xsd')

describeJudge('xmllint', 'validates the JUnit XML', () => {
  it('of every built-in card', async () => {
    using bench = new Workbench()
    const files: string[] = []
    for (const name of BUILT_IN_NAMES) files.push(bench.write(await reportedRun(name), 'junit', name))
    expect(() => run('xmllint', ['--nonet', '--noout', '--schema', SCHEMA, ...files])).not.toThrow()
  })

  it('of Runs that no card would give, with any text in them', () => {
    using bench = new Workbench()
    const files = fc.sample(anyRun, 200).map((any, i) => {
      const file = bench.path(`${i}.xml`)
      writeFileSync(file, renderJunit(any, runChecks(any)))
      return file
    })
    expect(() => run('xmllint', ['--nonet', '--noout', '--schema', SCHEMA, ...files])).not.toThrow()
  })

  it('and refuses what the schema does not allow', async () => {
    using bench = new Workbench()
    const file = bench.path('bad.xml')
    const xml = renderJunit(await reportedRun('empty'), [])
    writeFileSync(file, xml.replace('timestamp="', 'timestamp="Z'))
    expect(() => run('xmllint', ['--nonet', '--noout', '--schema', SCHEMA, file])).toThrow()
  })
})
