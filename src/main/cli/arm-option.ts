import { Option, type Command } from 'commander'
import { UsageError } from './failure.ts'
import { valued } from './option-values.ts'

/** What `--arm` comes to: true for consent to the bus of `--adapter`, or the name it was given by. */
export type Arm = true | string

const BUS_NAME = /^i2c-\d+$/

/** `--arm`: consent, given on the command line for this one command. */
export function addArm(command: Command): Command {
  const words =
    'agree to ARP traffic on this bus; without it nothing is sent to 0x61. One that others live on has to be named, such as i2c-0'
  return command.addOption(new Option('--arm [bus]', words).argParser(valued(parseArm)))
}

/** Keeps `--arm` from taking what follows it for its value, unless it is the name of a bus: most commands have arguments. */
export function separateArm(args: readonly string[]): string[] {
  return args.map((arg, index) => (arg === '--arm' && !BUS_NAME.test(args[index + 1] ?? '') ? '--arm=' : arg))
}

/**
 * The name that `arm` gives a bus; null where it gives none.
 * @throws UsageError where it is another bus than that of `selector`
 */
export function nameGiven(arm: Arm, selector: string): string | null {
  if (arm === true) return null
  if (selector === arm.replace('i2c-', 'i2c-dev:')) return arm
  throw new UsageError(`--arm ${arm} agrees to another bus than --adapter ${selector}: nothing was sent`)
}

function parseArm(text: string): Arm {
  if (text === '') return true
  if (BUS_NAME.test(text)) return text
  throw new SyntaxError('expected no value, or the name of a kernel bus such as i2c-0')
}
