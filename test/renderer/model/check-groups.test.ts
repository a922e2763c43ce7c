import { expect, it } from 'vitest'
import type { RunCheck } from '#shared/run/run.ts'
import { groupChecks } from '../../../src/renderer/model/check-groups.ts'

const check = (id: string, verdict: RunCheck['verdict']): RunCheck => ({
  id,
  verdict,
  device: 0,
  title: id,
  reason: '',
  objective: '',
  steps: [],
  pass_rule: '',
  clause: '',
  evidence: [],
})

it('puts what failed first, and leaves out what nobody got', () => {
  const groups = groupChecks([check('a', 'pass'), check('b', 'fail'), check('c', 'pass'), check('d', 'not-observable')])
  expect(groups.map(({ verdict, checks }) => [verdict, checks.map(({ id }) => id)])).toEqual([
    ['fail', ['b']],
    ['not-observable', ['d']],
    ['pass', ['a', 'c']],
  ])
})
