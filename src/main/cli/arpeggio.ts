import { Command, CommanderError } from 'commander'
import { version } from './version.js'

const EXIT_DONE = 0
const EXIT_USAGE = 4

/** The command line as a whole; commands are added to it here, each from a file of its own. */
export function createProgram(): Command {
  return new Command('arpeggio')
    .description('Enumerates the SMBus ARP devices of a PCIe card through a USB-I2C adapter.')
    .version(version)
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(usageError(text)) })
}

/** Runs one command line (without node and script) to its end and answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const program = createProgram()
  if (args.length === 0) {
    program.outputHelp()
    return EXIT_DONE
  }
  try {
    await program.parseAsync(args, { from: 'user' })
    return EXIT_DONE
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_USAGE
    throw error
  }
}

/** Commander puts its suggestion on a second line; errors here are one line each. */
function usageError(text: string): string {
  const message = text
    .trim()
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
  return `arpeggio: ${message}; see arpeggio --help\n`
}
