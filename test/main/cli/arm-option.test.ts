import { describe, expect, it } from 'vitest'
import { nameGiven, separateArm } from '../../../src/main/cli/arm-option.ts'
import { run } from './run-cli.ts'

describe('--arm', () => {
  it.each([
    ['reset --arm 0x20', 'reset --arm= 0x20'],
    ['enumerate --arm --json', 'enumerate --arm= --json'],
    ['enumerate --arm', 'enumerate --arm='],
    ['enumerate --arm i2c-0 --json', 'enumerate --arm i2c-0 --json'],
  ])('takes a value only where it is the name of a bus: %s', (typed, parsed) => {
    expect(separateArm(typed.split(' ')).join(' ')).toBe(parsed)
  })

  it('gives the name that consent may have to give', () => {
    expect(nameGiven(true, 'i2c-dev:0')).toBeNull()
    expect(nameGiven('i2c-0', 'i2c-dev:0')).toBe('i2c-0')
    expect(() => nameGiven('i2c-1', 'i2c-dev:0')).toThrow('agrees to another bus than --adapter i2c-dev:0')
  })

  it('refuses another value, and a name that is not the bus it is for, with exit code 4', async () => {
    const words = await run('inventory --adapter sim:single --arm=yes')
    expect(words).toMatchObject({ exitCode: 4, stdout: '' })
    expect(words.stderr).toContain('expected no value, or the name of a kernel bus such as i2c-0')
    const other = await run('inventory --adapter sim:single --arm i2c-3')
    expect(other).toMatchObject({ exitCode: 4, stdout: '' })
    expect(other.stderr).toContain('agrees to another bus')
  })

  it('works bare before an argument of the command', async () => {
    const { exitCode } = await run('reset --adapter sim:already-resolved --arm 0x10 --json')
    expect(exitCode).not.toBe(4)
  })
})
