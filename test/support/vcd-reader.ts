/** What happened at one moment of a dump: the edges of SCL, and whether SDA fell or rose while SCL stayed high. */
export interface VcdMoment {
  readonly ns: number
  readonly scl: 'rises' | 'falls' | undefined
  /** A START, not a repeated one. */
  readonly isStart: boolean
  readonly condition: 'start' | 'stop' | undefined
  readonly sda: string
}

/** The moments of a dump with the variables `!` (SCL) and `"` (SDA): a reader that shares nothing with the writer. */
export function readVcd(text: string): VcdMoment[] {
  const [, body = ''] = text.split('$enddefinitions $end\n')
  const moments: VcdMoment[] = []
  let levels = { scl: '?', sda: '?' }
  let isBusy = false
  for (const block of body.split(/^#(?=\d)/m).slice(1)) {
    const [time = '', ...changes] = block.trimEnd().split('\n')
    const next = { ...levels }
    for (const change of changes) {
      if (change.endsWith('!') && change.length === 2) next.scl = change[0] ?? '?'
      if (change.endsWith('"') && change.length === 2) next.sda = change[0] ?? '?'
    }
    const staysHigh = levels.scl === '1' && next.scl === '1'
    const condition =
      staysHigh && levels.sda === '1' && next.sda === '0'
        ? 'start'
        : staysHigh && levels.sda === '0' && next.sda === '1'
          ? 'stop'
          : undefined
    const scl =
      levels.scl === next.scl ? undefined : next.scl === '1' ? 'rises' : next.scl === '0' ? 'falls' : undefined
    moments.push({ ns: Number(time), scl, isStart: condition === 'start' && !isBusy, condition, sda: next.sda })
    if (condition) isBusy = condition === 'start'
    levels = next
  }
  return moments
}

/** The transactions in a dump, as an I2C decoder reads them: `S`, bytes in hex (`!` for a NACK), `Sr`, `P`. */
export function decodeVcd(text: string): string[][] {
  const transactions: string[][] = []
  let current: string[] | undefined
  let bits = ''
  for (const { scl, condition, sda } of readVcd(text)) {
    if (condition === 'start') {
      if (!current) transactions.push((current = ['S']))
      else current.push('Sr')
      bits = ''
    } else if (condition === 'stop') {
      current?.push('P')
      current = undefined
    } else if (scl === 'rises' && current) {
      bits += sda
      if (bits.length === 9) {
        current.push(Number.parseInt(bits.slice(0, 8), 2).toString(16).padStart(2, '0') + (bits[8] === '1' ? '!' : ''))
        bits = ''
      }
    }
  }
  return transactions
}
