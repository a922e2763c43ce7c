import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOGUE } from '#shared/compliance/catalogue.ts'
import type { Run } from '#shared/run/run.ts'
import { run } from './run-cli.ts'

const VOLATILE = '810818f40200002518f402150a1b2c3d'
let folder = ''
/** A target that obeys commands whatever their PEC. */
let careless = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arpeggio-check-'))
  careless = join(folder, 'careless.json')
  const devices = [{ kind: 'arp', udid: VOLATILE, behaviour: 'no-pec-check' }]
  await writeFile(careless, JSON.stringify({ schema_version: '1.0', name: 'careless', devices }))
})

afterAll(() => rm(folder, { recursive: true }))

it('passes a target that does as specified, and says what no adapter can see', async () => {
  const { exitCode, stdout } = await run('check --adapter sim:single --arm --format table')
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^28 checks passed, none failed; 1 could not be observed\.\n/)
  expect(stdout).toMatch(/\n {2}pass {12}assign-wrong-udid-refused: each refused where it was wrong\n/)
})

it('fails a target that does not, each failed check first, with its title and proof', async () => {
  const { exitCode, stdout } = await run(`check --adapter sim:${careless} --arm --format table`)
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^3 of 31 checks failed: prepare-bad-pec, assign-bad-pec, reset-bad-pec;/)
  expect(stdout).toMatch(/fail {12}prepare-bad-pec: Prepare to ARP with a wrong PEC is ignored: obeyed .* #\d+-#\d+\n/)
})

it('gives a Run with the checks, and JUnit with a test case for each', async () => {
  const junit = join(folder, 'result.xml')
  const { stdout } = await run(
    `check reply-pec --only prepare-bad-pec --adapter sim:${careless} --arm --json --junit ${junit}`,
  )
  const document = JSON.parse(stdout) as Run
  expect(document).toMatchObject({ operation: 'check', schema_version: '1.1', summary: { verdict: 'fail' } })
  expect(document.checks?.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['prepare-bad-pec', 'fail'],
    ['reply-pec', 'pass'],
  ])
  const xml = await readFile(junit, 'utf8')
  expect(xml).toMatch(
    /<testcase classname="arpeggio\.check" name="prepare-bad-pec"[^>]*>\n {6}<failure message="Prepare/,
  )
  expect(xml).toMatch(/<testcase classname="arpeggio\.check" name="reply-pec"[^>]*\/>/)
})

it('renders a saved run again, in HTML with the steps and the clause of each check', async () => {
  const saved = join(folder, 'run.json')
  await run(`check assign-bad-pec --adapter sim:${careless} --arm -o ${saved}`)
  const { stdout } = await run(`report ${saved} --format html`)
  expect(stdout).toContain('<h2 id="checks">Compliance checks</h2>')
  expect(stdout).toContain('§5.6.3.5, Assign Address, note 2')
})

it('sends nothing without consent, and says what it would', async () => {
  const { exitCode, stderr } = await run('check --adapter sim:single')
  expect(exitCode).toBe(4)
  expect(stderr).toMatch(/Assign Address and Reset Device, rightly and wrongly.*add --arm to agree\n$/)
})

describe('--list', () => {
  it('names every check with objective, steps, pass rule and clause', async () => {
    const { exitCode, stdout } = await run('check --list --format table')
    expect(exitCode).toBe(0)
    for (const { id, title, clause } of CATALOGUE) {
      expect(stdout).toContain(`${id}  ${title}\n`)
      expect(stdout).toContain(clause)
    }
  })

  it('gives JSON', async () => {
    const { stdout } = await run('check reply-pec --list --json')
    expect(JSON.parse(stdout)).toMatchObject({ schema_version: '1.0', checks: [{ id: 'reply-pec' }] })
  })
})

it('refuses a name that no check has', async () => {
  const { exitCode, stderr } = await run('check no-such --adapter sim:single --arm')
  expect([exitCode, stderr]).toEqual([
    4,
    'arpeggio: there is no check "no-such"; "arpeggio check --list" names them all\n',
  ])
})
