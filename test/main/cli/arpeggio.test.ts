import { describe, expect, it } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { COMMANDS } from '../../../src/main/cli/command-list.ts'
import { run, runCli } from './run-cli.ts'

describe('the command line', () => {
  it('states its version', async () => {
    expect(await run('--version')).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: '' })
  })

  it.each([[['--help']], [['-h']], [[]], [['help']]])('shows help for %j', async (args) => {
    const { exitCode, stdout, stderr } = await runCli(args)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Usage: arpeggio COMMAND /)
    for (const { name, summary } of COMMANDS) expect(stdout).toContain(`${name} `.padEnd(16) + summary)
  })

  it.each(COMMANDS.map(({ name }) => name))('shows help for %s, either way', async (name) => {
    const help = await run(`${name} --help`)
    expect(help).toMatchObject({ exitCode: 0, stderr: '' })
    expect(help.stdout).toMatch(new RegExp(`^Usage: arpeggio ${name} `))
    expect(await run(`help ${name}`)).toEqual(help)
  })

  it.each(['inventory', 'enumerate', 'assign', 'reset', 'watch'])('tells what %s sends to 0x61', async (name) => {
    const { stdout } = await run(`${name} --help`)
    expect(stdout).toContain('--arm')
    expect(stdout).toMatch(/0x61|general Get UDID, without Prepare/)
    expect(stdout).toMatch(/Exit codes: 0/)
  })

  it('asks for a report of a defect in one line, with a log of it', async () => {
    const { exitCode, stdout, stderr } = await run('scan --adapter sim:empty', {
      engine: () => {
        throw new TypeError('x is not a function')
      },
    })
    expect([exitCode, stdout]).toEqual([5, ''])
    expect(stderr).toMatch(
      /^arpeggio: stopped by a defect of its own, please report it with the log \S+\.log: TypeError: x is not a function\n$/,
    )
  })
})
