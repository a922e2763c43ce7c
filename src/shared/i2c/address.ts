/** Why an address is not for everyone. `hard`: never given by us; `soft`: only where a pool names it. */
export interface Reservation {
  readonly address: number
  readonly kind: 'hard' | 'soft'
  readonly why: string
}

/** The SMBus Device Default Address: where ARP happens (SMBus 3.x; 0xc2 and 0xc3 on the wire). */
export const DEVICE_DEFAULT_ADDRESS = 0x61

/** The SMBus host, target of Host Notify and Notify ARP Controller. */
export const SMBUS_HOST_ADDRESS = 0x08

/** The SMBus Alert Response Address: a read there takes an alert from whoever holds it. */
export const ALERT_RESPONSE_ADDRESS = 0x0c

/**
 * The lowest address an ARP device can have: a directed command's code is the address shifted left, and
 * codes below 0x20 are general or reserved commands.
 */
export const LOWEST_ARP_ADDRESS = 0x10

/** The highest 7-bit address that is not a reserved 10-bit or device-id pattern (I2C, UM10204 §3.1.12). */
export const HIGHEST_TARGET_ADDRESS = 0x77

const RESERVED_RANGES: readonly (readonly [number, number, Reservation['kind'], string])[] = [
  [0x00, 0x00, 'hard', 'I2C general call'],
  [0x01, 0x01, 'hard', 'CBUS'],
  [0x02, 0x02, 'hard', 'I2C: other bus formats'],
  [0x03, 0x03, 'hard', 'I2C: future use'],
  [0x04, 0x07, 'hard', 'I2C high-speed controller codes'],
  [0x08, 0x08, 'hard', 'SMBus host'],
  [0x09, 0x09, 'hard', 'smart battery charger'],
  [0x0a, 0x0a, 'hard', 'smart battery selector'],
  [0x0b, 0x0b, 'hard', 'smart battery'],
  [0x0c, 0x0c, 'hard', 'SMBus Alert Response'],
  [0x0d, 0x0f, 'hard', 'below 0x10, out of reach of directed ARP commands'],
  [0x10, 0x10, 'soft', 'IPMI BMC'],
  [0x28, 0x28, 'hard', 'PMBus ZONE READ, ACCESS.bus host'],
  [0x2c, 0x2d, 'soft', 'reserved by earlier SMBus versions (display controls)'],
  [0x37, 0x37, 'hard', 'PMBus ZONE WRITE, ACCESS.bus default'],
  [0x40, 0x44, 'soft', 'reserved by earlier SMBus versions (PCMCIA sockets, VGA)'],
  [0x48, 0x4b, 'soft', 'SMBus prototypes; temperature sensors live here'],
  [0x61, 0x61, 'hard', 'SMBus Device Default Address'],
  [0x69, 0x69, 'soft', 'clock generators live here'],
  [0x78, 0x7b, 'hard', 'I2C 10-bit addressing'],
  [0x7c, 0x7f, 'hard', 'I2C: reserved'],
]

const RESERVATIONS: ReadonlyMap<number, Reservation> = new Map(
  RESERVED_RANGES.flatMap(([first, last, kind, why]) =>
    range(first, last).map((address) => [address, { address, kind, why }] as const),
  ),
)

/** Why `address` is reserved, or undefined when it is free for all (SMBus 3.x appendix, DSP0237 table 10, PMBus 1.3). */
export function reservationOf(address: number): Reservation | undefined {
  return RESERVATIONS.get(address)
}

/** Whole numbers from `first` to `last`, both included. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
}

/** A 7-bit address as `0x` and two lower-case hex digits. */
export function formatAddress(address: number): string {
  return `0x${address.toString(16).padStart(2, '0')}`
}

/**
 * A 7-bit address from text, hex with `0x` or decimal.
 * @throws SyntaxError naming the text and what is wrong with it
 */
export function parseAddress(text: string): number {
  if (!/^(0x[0-9a-f]+|[0-9]+)$/i.test(text)) {
    throw new SyntaxError(`"${text}" is no address: expected hex with 0x, or decimal`)
  }
  const address = Number(text)
  if (address > 0x7f) {
    const hint = address <= 0xff ? `; as an 8-bit address it would be ${formatAddress(address >> 1)}` : ''
    throw new SyntaxError(`"${text}" is no 7-bit address (0x00-0x7f)${hint}`)
  }
  return address
}

/**
 * Addresses from a list such as `0x11-0x17,0x20`, in the order written, each once.
 * @throws SyntaxError naming the part that is wrong
 */
export function parseAddressList(text: string): number[] {
  const addresses = text.split(',').flatMap((part) => {
    const [first = '', last = first, ...rest] = part.trim().split('-')
    if (rest.length > 0) throw new SyntaxError(`"${part.trim()}" is no range: expected FIRST-LAST`)
    const [from, to] = [parseAddress(first.trim()), parseAddress(last.trim())]
    if (from > to) throw new SyntaxError(`"${part.trim()}" runs backwards`)
    return range(from, to)
  })
  return [...new Set(addresses)]
}
