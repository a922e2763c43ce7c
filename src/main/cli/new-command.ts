import { Command } from 'commander'
import { printable } from '#shared/run/printable.ts'
import type { CliHost } from './host.ts'

/** A command as all of ours are: its errors are one line each and throw, its output goes to the host. */
export function newCommand({ stdout, stderr }: Pick<CliHost, 'stdout' | 'stderr'>, name: string): Command {
  const command = new Command(name)
  return (
    command
      .helpOption('-h, --help', 'show help')
      // Its own says of an unknown command nothing but all of help; --help is everywhere.
      .helpCommand(false)
      .exitOverride()
      .configureOutput({
        writeOut: (text) => stdout.write(text),
        writeErr: (text) => stderr.write(text),
        outputError: (text, write) => write(usageError(text, command)),
        getOutHelpWidth: () => stdout.columns ?? 100,
        getErrHelpWidth: () => stderr.columns ?? 100,
        getOutHasColors: () => stdout.hasColour,
        getErrHasColors: () => stderr.hasColour,
      })
  )
}

/** Commander puts its suggestion on a second line, and speaks in sentences; errors here are one line each, without a stop. */
function usageError(text: string, command: Command): string {
  const message = text
    .trim()
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/( is invalid(?: for argument '[^']*')?)\. /, '$1: ')
    .replace(/\.$/, '')
  return `arpeggio: ${printable(message)}; see ${fullName(command)} --help\n`
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name()
}
