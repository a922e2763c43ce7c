import { decodeCommand } from '#shared/arp/commands.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { RunTransaction } from '#shared/run/run.ts'
import { blockAddressByte, byteRoles, type ByteRole } from '#shared/report/html/byte-roles.ts'
import { wireFrame, type WireHalf } from '#shared/report/wire-frame.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { enumerateOn } from '../test/support/simulated-run.ts'
import { escapeXml, svgDocument } from './svg-document.ts'

const MARGIN = 20
const ROW_HEIGHT = 26
const CHIP = { width: 23, height: 18, gap: 2 } as const
const LABEL_WIDTH = 190
const MARK_WIDTH = 23
/** What a Get UDID has before its UDID, and an Assign has not: repeated START and address. */
const ROOM = MARK_WIDTH + CHIP.width + CHIP.gap

/** The classes of chips, in the order of the legend. */
const LEGEND: Partial<Record<ByteRole | 'nack', string>> = {
  address: 'address',
  command: 'command',
  count: 'count',
  udid: 'UDID',
  addrbyte: 'address byte',
  pec: 'PEC',
  nack: 'refused',
}

const STYLE = `
  .chip { font-size: 12.5px; text-anchor: middle } .mark { font-size: 12.5px; text-anchor: middle }
  rect.address, rect.data { fill: #E4E7EB } rect.nack { fill: none } rect.command { fill: #E3E1FA } rect.count { fill: #F3F4F6 } rect.udid { fill: #DDECF6 }
  rect.addrbyte { fill: #FAE8C3 } rect.pec { fill: #D8EFE3 } rect.nack { stroke: #B3261E; stroke-width: 1.5 }
  text.command { fill: #3730A3 } text.udid { fill: #0B4568 } text.addrbyte { fill: #6A4300 } text.pec { fill: #0C553A }
  @media (prefers-color-scheme: dark) {
    rect.address, rect.data { fill: #2B3138 } rect.command { fill: #302E62 } rect.count { fill: #1E2329 } rect.udid { fill: #12324A }
    rect.addrbyte { fill: #3D2E0C } rect.pec { fill: #12372A } rect.nack { stroke: #FF8A7E }
    text.command { fill: #CBC8FF } text.udid { fill: #A9D6F3 } text.addrbyte { fill: #F4CB80 } text.pec { fill: #8FE0B9 }
  }`

/** The dialogue of an enumeration of a simulated card, a row a transaction: what is repeated to be sure is shown once. */
export async function dialoguePicture(scenario: Parameters<typeof loadBuiltIn>[0]): Promise<string> {
  const { run } = await enumerateOn(await loadBuiltIn(scenario))
  const told = run.transactions.filter(
    ({ step, written, outcome }, index, all) =>
      step !== 'self-test' &&
      !(all[index - 1]?.step === step && all[index - 1]?.written === written && all[index - 1]?.outcome === outcome),
  )
  const rows = told.map((transaction, row) => drawTransaction(transaction, MARGIN + (row + 1.6) * ROW_HEIGHT))
  const width = Math.max(...rows.map(({ right }) => right)) + MARGIN
  return svgDocument({
    title: `The dialogue of an enumeration: ${scenario}`,
    width,
    height: (rows.length + 1.6) * ROW_HEIGHT + 2 * MARGIN,
    style: STYLE,
    body: [...legend(), ...rows.flatMap(({ elements }) => elements)],
  })
}

function legend(): string[] {
  let x = MARGIN + LABEL_WIDTH + MARK_WIDTH
  return Object.entries(LEGEND).flatMap(([role, word]) => {
    const chip = `<rect class="${role}" x="${x}" y="${MARGIN}" width="12" height="${CHIP.height}" rx="2"/>`
    const text = `<text class="d" x="${x + 18}" y="${MARGIN + 13}" style="font-size: 12.5px">${word}</text>`
    x += 18 + word.length * 7.6 + 22
    return [chip, text]
  })
}

function drawTransaction(transaction: RunTransaction, y: number): { elements: string[]; right: number } {
  const frame = wireFrame(transaction)
  const elements = [`<text x="${MARGIN}" y="${y + 13}">${escapeXml(nameOf(transaction))}</text>`]
  let x = MARGIN + LABEL_WIDTH
  frame.halves.forEach((half, index) => {
    elements.push(mark(index === 0 ? 'S' : 'Sr', x, y))
    x += MARK_WIDTH
    const roles = byteRoles(transaction, frame, half)
    half.bytes.forEach(({ byte, acknowledge }, at) => {
      const isRefused = acknowledge === 'nack' && frame.extent === 'refused'
      elements.push(...chip(byte, roles[at] ?? 'data', isRefused, { x, y }))
      x += CHIP.width + CHIP.gap
      if (at === 1 && isAssign(half)) x += ROOM
    })
  })
  elements.push(mark('P', x, y))
  return { elements, right: x + MARK_WIDTH }
}

/** In the words of the specification, with the address it is about. */
function nameOf(transaction: RunTransaction): string {
  if (transaction.step === 'probe') return `probe ${transaction.address}`
  const command = decodeCommand(Number.parseInt(transaction.written.slice(0, 2), 16))
  const assigned = wireFrame(transaction).halves.map(blockAddressByte)[0] ?? null
  if (command.name === 'assign' && assigned !== null) return `Assign Address ${formatAddress(assigned >> 1)}`
  const at = 'address' in command ? ` at ${formatAddress(command.address)}` : ''
  return `${WORDS[command.name] ?? command.name}${at}`
}

const WORDS: Readonly<Record<string, string>> = {
  prepare: 'Prepare to ARP',
  'get-udid': 'Get UDID',
  'get-udid-directed': 'Get UDID',
}

function isAssign({ direction, bytes }: WireHalf): boolean {
  return direction === 'write' && bytes.length > 3
}

function chip(byte: number, role: ByteRole, isRefused: boolean, { x, y }: { x: number; y: number }): string[] {
  const classes = isRefused ? `${role} nack` : role
  const box = `<rect class="${classes}" x="${x}" y="${y}" width="${CHIP.width}" height="${CHIP.height}" rx="2"/>`
  const text = `<text class="chip ${role}" x="${x + CHIP.width / 2}" y="${y + 13}">${byte.toString(16).padStart(2, '0')}</text>`
  return [box, text]
}

function mark(name: string, x: number, y: number): string {
  return `<text class="mark d" x="${x + MARK_WIDTH / 2 - 1}" y="${y + 13}">${name}</text>`
}
