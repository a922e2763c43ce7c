/** The bytes of one transaction as somebody wrote them down, split where the direction turned. */
export interface Frame {
  /** From the address byte on, up to the repeated START or the STOP. */
  readonly first: Uint8Array
  /** From the repeated address byte on; null where there was no repeated START. */
  readonly second: Uint8Array | null
  /** Index over all bytes of the one marked as refused by N; null where none is, or nothing was marked. */
  readonly refused: number | null
}

const READ_BIT = 1
const GET_UDID = 0x03
const DEFAULT_ADDRESS_WRITE = 0xc2
const LOWEST_DIRECTED_CODE = 0x20

/**
 * The bytes of one transaction from text: hex bytes, with or without START, repeated START and STOP (`S`, `Sr`, `P`) and
 * acknowledge marks (`A`, `N`), addresses as bytes (`c2`) or as `--verbose` shows them (`61w`, `61r`). Without marks the
 * repeated START of a Get UDID is found by its bytes.
 * @throws SyntaxError of one line naming what it can't read
 */
export function parseFrame(text: string): Frame {
  const bytes: number[] = []
  let turn: number | null = null
  let refused: number | null = null
  let isOver = false
  for (const token of text.split(/[\s,|[\]()]+/).filter(Boolean)) {
    if (isOver) throw new SyntaxError(`found "${token}" after the STOP: expected one transaction at a time`)
    if (/^s$/i.test(token)) {
      if (bytes.length > 0) throw new SyntaxError('found a START in the middle: a repeated START is written Sr')
    } else if (/^sr$/i.test(token)) turn = bytes.length
    else if (/^p$/i.test(token)) isOver = true
    else if (/^(n|nack|n\?)$/i.test(token)) refused = bytes.length - 1
    else if (!isIgnored(token)) bytes.push(...parseToken(token))
  }
  if (bytes.length === 0) throw new SyntaxError('expected the bytes of a transaction, found none')
  turn ??= hiddenTurn(bytes)
  if (turn === 0 || turn === bytes.length) throw new SyntaxError('expected bytes before and after the repeated START')
  return {
    first: Uint8Array.from(bytes.slice(0, turn ?? undefined)),
    second: turn === null ? null : Uint8Array.from(bytes.slice(turn)),
    refused,
  }
}

/** Acknowledges, and the words that people put before the halves of a transaction. */
function isIgnored(token: string): boolean {
  return /^(a|ack|w|r|write|read)$/i.test(token)
}

function parseToken(token: string): number[] {
  const [, address, direction = ''] = /^([0-7][0-9a-f])([wr])$/i.exec(token) ?? []
  if (address !== undefined) return [(Number.parseInt(address, 16) << 1) | (/r/i.test(direction) ? READ_BIT : 0)]
  const digits = token.replaceAll(/0x|[:_-]/gi, '')
  if (!/^[0-9a-f]+$/i.test(digits)) throw new SyntaxError(`found "${token}", expected hex bytes, S, Sr or P`)
  if (digits.length % 2 === 1) throw new SyntaxError(`found "${token}", expected two hex digits a byte`)
  return (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
}

/** Where the repeated START of a Get UDID is that was written down without it. */
function hiddenTurn([first, code = 0, third]: readonly number[]): number | null {
  const asksUdid = code === GET_UDID || (code >= LOWEST_DIRECTED_CODE && (code & READ_BIT) === 1)
  return first === DEFAULT_ADDRESS_WRITE && asksUdid && third === (DEFAULT_ADDRESS_WRITE | READ_BIT) ? 2 : null
}
