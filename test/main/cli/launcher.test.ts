import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { pretendNode } from '../../support/pretend-node.ts'

const launcher = resolve(import.meta.dirname, '../../../src/main/cli/launcher.js')

function start(args: readonly string[], nodeOptions: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeOptions, launcher, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { status, stdout, stderr }
}

const pretend = (version: string) => pretendNode(version, 'launcher.js')

describe('the launcher', () => {
  it.each(['12.22.12', '20.20.2', '23.11.1'])('refuses Node %s in one line, loading nothing', (version) => {
    expect(start(['--version'], pretend(version))).toEqual({
      status: 3,
      stdout: '',
      stderr:
        `arpeggio: needs Node 24 or newer, but Node ${version} started it: ` +
        'install a newer Node, or in a checkout run "npm ci" and then "npm run --silent arpeggio"\n',
    })
  })

  it('asks for the Node that the manifest states', () => {
    expect(manifest.engines.node).toBe('>=24')
  })

  it.each(['--version', '-V'])('answers %s', (option) => {
    expect(start([option])).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' })
  })

  it('hands everything else to the command line', () => {
    expect(start(['--help']).stdout).toMatch(/^Usage: arpeggio /)
  })

  it('says in one line when the command line cannot be loaded', () => {
    expect(start(['--help'], pretend('24.0.0'))).toEqual({
      status: 5,
      stdout: '',
      stderr: 'arpeggio: stopped by a defect of its own, please report it with this: Error: loaded ./arpeggio.ts\n',
    })
  })
})
