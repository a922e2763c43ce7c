import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { PAGE_POLICY } from '#shared/api/page-policy.ts'
import { pretendNode } from '../support/pretend-node.ts'

const root = resolve(import.meta.dirname, '../..')

describe('the build', () => {
  let out: string

  beforeAll(async () => {
    // Below node_modules, so that what it built finds the packages it leaves outside.
    await mkdir(join(root, 'node_modules/.cache'), { recursive: true })
    out = await mkdtemp(join(root, 'node_modules/.cache/arpeggio-build-'))
    const vite = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
    const build = spawnSync(process.execPath, [vite, 'build', '--outDir', out], { cwd: root, encoding: 'utf8' })
    if (build.status !== 0) throw new Error(build.stdout + build.stderr)
  }, 120_000)

  afterAll(() => rm(out, { recursive: true, force: true }))

  function startCli(args: readonly string[], nodeOptions: readonly string[] = []) {
    return spawnSync(process.execPath, [...nodeOptions, join(out, 'main/cli.js'), ...args], { encoding: 'utf8' })
  }

  it('makes a command that starts by itself', async () => {
    expect(await readFile(join(out, 'main/cli.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
    expect(manifest.bin.arpeggio).toBe('./out/main/cli.js')
  })

  it('makes a command that states its version and shows its help', () => {
    expect(startCli(['--version']).stdout).toBe(`${manifest.version}\n`)
    expect(startCli(['--help']).stdout).toMatch(/^Usage: arpeggio /)
  })

  it('makes a command that refuses an old Node before it loads anything', () => {
    const { status, stderr } = startCli(['--version'], pretendNode('20.20.2', 'cli.js'))
    expect({ status, lines: stderr.split('\n').length - 1 }).toEqual({ status: 3, lines: 1 })
    expect(stderr).toMatch(/^arpeggio: needs Node 24 or newer, but Node 20\.20\.2 started it/)
  })

  it('makes a preload that a sandboxed window can load', async () => {
    const preload = await readFile(join(out, 'preload/index.cjs'), 'utf8')
    const required = [...preload.matchAll(/require\(["']([^"']+)["']\)/g)].map((match) => match[1])
    expect({ required, isModule: /^(import|export) /m.test(preload) }).toEqual({
      required: ['electron'],
      isModule: false,
    })
  })

  it('makes a page without inline script or style', async () => {
    const page = await readFile(join(out, 'renderer/index.html'), 'utf8')
    expect(page.match(/<script[^>]*>[^<]/g)).toBeNull()
    expect(page.match(/<script[^>]*>/g)).toEqual([
      expect.stringMatching(/src="\.\/theme\.js"/),
      expect.stringMatching(/src="\.\/assets\//),
    ])
    expect(page).not.toMatch(/<style|style=| on\w+=/)
    // Before anything is loaded: a policy holds for what comes after it.
    const [, policy, rest] =
      /^[^]*?<meta http-equiv="Content-Security-Policy" content="([^"]*)"[^>]*>([^]*)$/.exec(page) ?? []
    expect(policy?.replaceAll('&#39;', "'")).toBe(PAGE_POLICY)
    expect(rest?.match(/<(script|link|img)/g)).toEqual(page.match(/<(script|link|img)/g))
  })
})
