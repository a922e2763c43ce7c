import { decodeFrame, type DecodedFrame, type FramePec } from '#shared/arp/decode-frame.ts'
import { decodeUdid, type Udid } from '#shared/arp/udid.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import { runIdentity } from '#shared/run/device.ts'
import type { PciNames } from '../../engine/pci-names.ts'
import { UsageError } from '../failure.ts'
import type { Output } from '../host.ts'
import { formatColumns, formatSections } from './columns.ts'
import { renderDocument } from './document.ts'
import { udidLines } from './udid.ts'
import { viewOf, type Colours } from './view.ts'

/**
 * A transaction from the words of a command line.
 * @throws UsageError where they are none
 */
export function decodeFrameText(text: string): DecodedFrame {
  try {
    return decodeFrame(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`decode frame: ${error.message}`)
    throw error
  }
}

/** A transaction explained for programs. */
export function renderFrameJson(frame: DecodedFrame, names: PciNames): string {
  const { kind, title, operation, address, fields, udid, deviceAddress, pec, notes } = frame
  return renderDocument({
    kind,
    title,
    operation,
    address: formatAddress(address),
    fields,
    udid: udid === null ? null : namedIdentity(udid, names),
    device_address: deviceAddress === null ? null : formatAddress(deviceAddress),
    pec: {
      got: pec.got === null ? null : formatByte(pec.got),
      expected: formatByte(pec.expected),
      without_address: formatByte(pec.withoutAddress),
      verdict: pec.verdict,
    },
    notes,
  })
}

/** A transaction explained for people. */
export function renderFrameTable(frame: DecodedFrame, output: Output, names: PciNames): string {
  const view = viewOf(output)
  const { colours } = view
  const rows = frame.fields.map(({ name, bytes, meaning }) => [
    { text: name },
    { text: bytes.replaceAll(/(.{2})(?=.)/g, '$1 ') },
    { text: meaning },
  ])
  return formatSections([
    [colours.bold(`${frame.title.charAt(0).toUpperCase()}${frame.title.slice(1)}`)],
    formatColumns(['Field', 'Bytes', 'Meaning'], rows),
    pecLines(frame.pec, colours),
    frame.notes.map((note) => `${colours.yellow('note:')} ${note}`),
    frame.udid === null ? [] : udidLines(frame.udid, view, names),
  ])
}

function namedIdentity(udid: Udid, { vendorName }: PciNames): ReturnType<typeof runIdentity> {
  const fields = decodeUdid(udid)
  return runIdentity(fields, vendorName(fields.vendor) ?? null)
}

function pecLines({ got, expected, withoutAddress, verdict }: FramePec, colours: Colours): string[] {
  const verdicts: Readonly<Record<FramePec['verdict'], string>> = {
    good: colours.green('good'),
    'without-address': colours.red('wrong: that of the bytes without the address bytes'),
    wrong: colours.red('wrong'),
    missing: colours.yellow('missing'),
    unknown: colours.yellow('the last byte is no PEC of the bytes before it'),
  }
  return [
    `PEC ${got === null ? '' : `${formatByte(got)}: `}${verdicts[verdict]}`,
    `  as it should be            ${formatByte(expected)}`,
    `  without the address bytes  ${formatByte(withoutAddress)}`,
  ]
}
