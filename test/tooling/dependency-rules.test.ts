import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import config from '../../.dependency-cruiser.js'

const root = resolve(import.meta.dirname, '../..')

/** Each wrong import stands alone in a file of its own, so that it can break one rule only. */
const wrong = [
  { rule: 'shared-is-pure', file: 'src/shared/arp/reads-a-file.ts', imports: 'node:fs' },
  { rule: 'shared-is-pure', file: 'src/shared/arp/prints-colour.ts', imports: 'picocolors' },
  { rule: 'shared-is-pure', file: 'src/shared/report/streams.ts', imports: 'csv-stringify' },
  { rule: 'shared-is-pure', file: 'src/shared/run/calls-main.ts', imports: '../../main/engine/engine.ts' },
  { rule: 'renderer-only-shared', file: 'src/renderer/state/calls-main.ts', imports: '../../main/engine/engine.ts' },
  { rule: 'renderer-only-shared', file: 'src/renderer/state/reads-a-file.ts', imports: 'node:fs' },
  { rule: 'electron-only-in-app-and-preload', file: 'src/main/engine/opens-a-window.ts', imports: 'electron' },
  { rule: 'native-only-in-ports', file: 'src/main/engine/opens-a-device.ts', imports: 'node-hid' },
  { rule: 'main-apart-from-the-page', file: 'src/main/engine/shows-a-page.ts', imports: '../../renderer/page.ts' },
  { rule: 'preload-only-shared', file: 'src/preload/calls-main.ts', imports: '../main/engine/engine.ts' },
  { rule: 'desktop-apart-from-the-rest', file: 'src/main/cli/opens-a-window.ts', imports: '../app/window.ts' },
  { rule: 'no-test-code', file: 'src/main/engine/uses-a-fake.ts', imports: '../../../test/support/fake.ts' },
  { rule: 'no-dev-dependencies', file: 'src/main/engine/draws.ts', imports: 'fast-check' },
  { rule: 'no-circular', file: 'src/shared/arp/egg.ts', imports: './hen.ts' },
  { rule: 'no-unresolvable', file: 'src/main/engine/lost.ts', imports: './nowhere.ts' },
]

const right = [
  { file: 'src/shared/arp/hen.ts', imports: './egg.ts' },
  { file: 'src/shared/i2c/bus.ts', imports: 'zod' },
  { file: 'src/shared/report/csv.ts', imports: 'csv-stringify/browser/esm/sync' },
  { file: 'src/renderer/page.ts', imports: 'svelte' },
  { file: 'src/renderer/state/bus.ts', imports: '#shared/i2c/bus.ts' },
  { file: 'src/preload/index.ts', imports: 'electron' },
  { file: 'src/main/app/window.ts', imports: 'electron' },
  { file: 'src/main/ports/hid.ts', imports: 'node-hid' },
  { file: 'src/main/store/history.ts', imports: 'node:sqlite' },
  { file: 'src/main/engine/engine.ts', imports: '#shared/i2c/bus.ts' },
  { file: 'test/support/fake.ts', imports: '#shared/i2c/bus.ts' },
]

describe('the dependency rules', () => {
  let project: string
  let violations: { rule: string; file: string }[]

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'arpeggio-rules-'))
    await symlink(join(root, 'node_modules'), join(project, 'node_modules'), 'junction')
    await writeFile(join(project, 'package.json'), await readManifest())
    for (const { file, imports } of [...wrong, ...right]) {
      await mkdir(dirname(join(project, file)), { recursive: true })
      await writeFile(join(project, file), `import '${imports}'\n`)
    }
    violations = await cruiseProject(project)
  }, 60_000)

  afterAll(() => rm(project, { recursive: true, force: true }))

  it.each(wrong)('$rule refuses $imports in $file', ({ rule, file }) => {
    expect(violations).toContainEqual({ rule, file })
  })

  it('finds nothing wrong with the rest', () => {
    const known = wrong.map(({ rule, file }) => JSON.stringify({ rule, file }))
    expect(violations.filter((violation) => !known.includes(JSON.stringify(violation)))).toEqual([])
  })
})

async function readManifest(): Promise<string> {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } })
  return JSON.stringify(manifest)
}

async function cruiseProject(baseDir: string): Promise<{ rule: string; file: string }[]> {
  const { enhancedResolveOptions, ...options } = config.options ?? {}
  const { output } = await cruise(
    ['src', 'test'],
    { ...options, baseDir, validate: true, ruleSet: { forbidden: config.forbidden ?? [] } },
    { ...enhancedResolveOptions, symlinks: false },
  )
  return (output as ICruiseResult).summary.violations.map(({ rule, from }) => ({ rule: rule.name, file: from }))
}
