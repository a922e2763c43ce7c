import type { Command } from 'commander'
import { parseUdid, type Udid } from '#shared/arp/udid.ts'
import type { PciNames } from '../../engine/pci-names.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import { valued } from '../option-values.ts'

const UDID_HELP = `
Example:
  arpeggio decode udid 4108808610d400040000000044332211
`

const FRAME_HELP = `
Bytes in hex from the address byte on; START, repeated START and STOP (S, Sr, P) and acknowledges (A, N) may be among them, and
addresses may be written as --verbose shows them (61w, 61r).

Examples:
  arpeggio decode frame c2 01 c0
  arpeggio decode frame 'S 61w 21 Sr 61r 11 41088086 10d40004 00000000 44332211 21 96 P'
  arpeggio decode frame 'C2 04 11 41 08 80 86 10 D4 00 04 00 00 00 00 44 33 22 11 20 2D' --json
`

/** `decode udid|frame`: what bytes mean. */
export function decodeCommand({ host }: Invocation): Command {
  const udid = newCommand(host, 'udid')
    .description('Explains every field of a UDID, and what is odd about it.')
    .argument('<hex>', '32 hex digits, most significant byte first', valued(parseUdid))
    .option('--json', 'JSON on standard output')
    .addHelpText('after', UDID_HELP)
    .action(async (text: Udid, options: { readonly json?: true }) => {
      const [{ renderUdidJson, renderUdidTable }, names] = await Promise.all([import('../render/udid.ts'), loadNames()])
      host.stdout.write(options.json ? renderUdidJson(text, names) : renderUdidTable(text, host.stdout, names))
    })
  const frame = newCommand(host, 'frame')
    .description('Explains the bytes of a transaction, with the PEC it should have.')
    .argument('<hex...>', 'the bytes')
    .option('--json', 'JSON on standard output')
    .addHelpText('after', FRAME_HELP)
    .action(async (words: readonly string[], options: { readonly json?: true }) => {
      const { decodeFrameText, renderFrameJson, renderFrameTable } = await import('../render/frame.ts')
      const decoded = decodeFrameText(words.join(' '))
      const names = await loadNames()
      host.stdout.write(options.json ? renderFrameJson(decoded, names) : renderFrameTable(decoded, host.stdout, names))
    })
  return newCommand(host, 'decode')
    .description('Explains a UDID, or the bytes of a transaction. Needs no adapter.')
    .addCommand(udid)
    .addCommand(frame)
}

async function loadNames(): Promise<PciNames> {
  return (await import('../../engine/pci-names.ts')).loadPciNames()
}
