import type { BusCapabilities } from '#shared/i2c/bus.ts'
import { runCapabilities } from '#shared/run/head.ts'
import type { AdapterList, AdapterListing } from '#shared/api/adapter-list.ts'
import type { Output } from '../host.ts'
import { renderDocument } from './document.ts'
import { formatSections, wrap } from './columns.ts'
import { counted } from '#shared/report/words.ts'
import { viewOf, type View } from './view.ts'

const SIMULATED = 'Always there: simulated buses, such as --adapter sim:pcie-card; "arpeggio sim list" shows them.'

/** The adapters as a document for programs. */
export function renderAdaptersJson({ adapters, problems }: AdapterList): string {
  return renderDocument({
    adapters: adapters.map(({ ownerPid, capabilities, limits, ...rest }) => ({
      ...rest,
      owner_pid: ownerPid,
      capabilities: runCapabilities(capabilities),
      limits,
    })),
    problems,
  })
}

/** The adapters for people. */
export function renderAdaptersTable({ adapters, problems }: AdapterList, output: Output): string {
  const view = viewOf(output)
  const { colours, columns = Infinity } = view
  const count = adapters.length === 0 ? 'No adapter found.' : `${counted(adapters.length, 'adapter')} attached.`
  return formatSections([
    [colours.bold(count)],
    problems.flatMap((problem) => wrap('', `${problem}.`, columns)),
    ...(adapters.length === 0 ? [noneLines(columns)] : adapters.map((adapter) => adapterLines(adapter, view))),
    [SIMULATED],
  ])
}

function noneLines(columns: number): string[] {
  return [
    ...wrap('  - ', 'Is it plugged in, and does its cable carry data? Some only charge.', columns),
    ...wrap(
      '  - ',
      'Does the system see it? An MCP2221 is USB device 04d8:00dd (Linux: lsusb -d 04d8:00dd), a CH341A 1a86:5512.',
      columns,
    ),
    ...wrap('  - ', 'In a virtual machine or container the device has to be passed through.', columns),
  ]
}

function adapterLines(adapter: AdapterListing, { colours, columns = Infinity }: View): string[] {
  const { selector, product, path, state, problem, capabilities, limits } = adapter
  const colour = state === 'ready' ? colours.green : colours.yellow
  const [can, cannot] = abilities(capabilities)
  return [
    `${colours.bold(selector)}  ${colour(state)}  ${product}, ${path}`,
    ...(problem === null ? [] : wrap('  ', problem, columns)),
    ...wrap('  can:    ', can.join('; '), columns),
    ...wrap('  cannot: ', cannot.join('; '), columns),
    ...limits.flatMap((limit) => wrap('  mind:   ', limit, columns)),
  ]
}

/** What an adapter can do, and what it can't, in words. */
function abilities(capabilities: BusCapabilities): readonly [can: string[], cannot: string[]] {
  const { min, max } = capabilities.clockHz
  const { scl, sda } = capabilities.readsLines
  const claims: readonly (readonly [boolean, string])[] = [
    [capabilities.repeatedStart, 'repeated START, which ARP needs'],
    [scl && sda, 'read the levels of SDA and SCL'],
    [capabilities.toleratesClockStretching, 'wait for a target that stretches the clock'],
    [capabilities.quickWrite, 'SMBus Quick Command'],
    [capabilities.nackReporting === 'every-byte', 'tell which byte was refused'],
    [capabilities.reportsArbitrationLoss, 'tell lost arbitration'],
    [capabilities.recovery === 'clocks', 'clock out a target that holds SDA'],
    // No adapter driven here can be a target.
    [false, 'hear devices that notify (Host Notify): they are found by asking'],
  ]
  const speak = (wanted: boolean): string[] => claims.filter(([has]) => has === wanted).map(([, words]) => words)
  return [[clockWords(min, max), ...speak(true)], speak(false)]
}

/** A bus whose clock is set elsewhere has one clock, or one that is not known. */
function clockWords(min: number, max: number): string {
  if (max === 0) return 'a clock that is set elsewhere'
  return min === max ? `${min} Hz` : `${min} to ${max} Hz`
}
