import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { main } from '../../../src/main/cli/arpeggio.ts'

describe('the command line', () => {
  let stdout = ''
  let stderr = ''

  beforeEach(() => {
    stdout = ''
    stderr = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((stdout += String(text)), true))
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += String(text)), true))
  })

  afterEach(() => vi.restoreAllMocks())

  it('states its version', async () => {
    expect([await main(['--version']), stdout, stderr]).toEqual([0, `${manifest.version}\n`, ''])
  })

  it.each([[['--help']], [['-h']], [[]]])('shows help for %j', async (args) => {
    expect(await main(args)).toBe(0)
    expect(stdout).toMatch(/^Usage: arpeggio /)
    expect(stderr).toBe('')
  })

  it('refuses an unknown option in one line', async () => {
    expect([await main(['--colour']), stdout, stderr]).toEqual([
      4,
      '',
      "arpeggio: unknown option '--colour'; see arpeggio --help\n",
    ])
  })

  it('keeps a suggestion on the same line', async () => {
    await main(['--versoin'])
    expect(stderr).toBe("arpeggio: unknown option '--versoin' (Did you mean --version?); see arpeggio --help\n")
  })
})
