import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }

const folder = resolve(import.meta.dirname, '../../.github/workflows')
const workflows = await Promise.all(
  (await readdir(folder)).map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
)

describe.each(workflows)('the workflow $name', ({ text }) => {
  const matches = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1]!)

  it('names each action by its commit, and says which version that is', () => {
    const uses = matches(/uses: (.*)$/gm)
    expect(uses.length).toBeGreaterThan(0)
    expect(uses.filter((use) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(use))).toEqual([])
  })

  it('may read the sources and no more, and a job at most attest what it built', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m)
    const granted = new Set(matches(/^ +([\w-]+: write)$/gm))
    expect([...granted].filter((grant) => !['id-token: write', 'attestations: write'].includes(grant))).toEqual([])
    expect(matches(/(persist-credentials: false)/g)).toHaveLength(matches(/(actions\/checkout@)/g).length)
  })

  it('puts nothing that strangers write into a script', () => {
    expect(
      matches(/\$\{\{\s*(github\.(?:event|head_ref)[^}]*)\}\}/g).filter((value) => !value.includes('event_name')),
    ).toEqual([])
  })

  it('ends every job, and runs scripts that there are', () => {
    expect(matches(/(runs-on:)/g)).toHaveLength(matches(/(timeout-minutes: \d+)/g).length)
    const scripts = [...matches(/npm run ([\w:]+)/g), ...matches(/npm (test)\b/g)]
    expect(scripts.filter((script) => !Object.hasOwn(manifest.scripts, script))).toEqual([])
  })
})
