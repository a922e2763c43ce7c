import { main } from '../src/main/cli/arpeggio.ts'
import type { CliHost, Output } from '../src/main/cli/host.ts'
import { createEngine } from '../src/main/engine/create-engine.ts'
import { terminalPicture } from './terminal-picture.ts'

/** A picture of a command and of what it prints on a wide terminal with colours. */
export async function commandPicture(command: string): Promise<string> {
  let text = ''
  const terminal: Output = {
    write: (part) => {
      text += part
    },
    isTerminal: true,
    hasColour: true,
    columns: 140,
  }
  const host: CliHost = {
    stdout: terminal,
    stderr: { ...terminal, isTerminal: false, write: () => undefined },
    signal: new AbortController().signal,
    dataFolder: undefined,
    createEngine: () => Promise.resolve(createEngine({ name: 'arpeggio', version: '0.0.0' })),
  }
  const exitCode = await main(command.split(' '), host)
  if (exitCode !== 0) throw new Error(`arpeggio ${command} ended with ${exitCode}`)
  return terminalPicture(`arpeggio ${command}`, text)
}
