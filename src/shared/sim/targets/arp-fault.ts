/** Transactions a fault can be tied to; `address` is ordinary traffic at the device's own address. */
export const FAULT_TRIGGERS = ['prepare', 'reset', 'get-udid', 'get-udid-directed', 'assign', 'address', 'any'] as const

/** One of {@link FAULT_TRIGGERS}. */
export type FaultTrigger = (typeof FAULT_TRIGGERS)[number]

/** A transaction of a device: every trigger except `any`. */
export type FaultOccasion = Exclude<FaultTrigger, 'any'>

/** What goes wrong. `index` counts the bytes the controller sends, 0 being the address byte. */
export type FaultAction =
  | { readonly do: 'bad-pec' | 'short-count' | 'long-count' | 'ignore' | 'hold-sda' | 'hold-scl' | 'vanish' | 'filler' }
  | { readonly do: 'nack-at'; readonly index: number }
  | { readonly do: 'stretch'; readonly ms: number }

/** A fault of one device: on which transactions, what, and how many times (always where absent). */
export type ArpFault = FaultAction & { readonly on: FaultTrigger; readonly times?: number | undefined }

/** A fault and how often it may still strike. */
interface Stock {
  readonly fault: ArpFault
  left: number
}

const NONE: readonly Stock[] = []

/** The faults of one device, and those in force in the transaction under way. */
export class FaultPlan {
  readonly #stock: Stock[] = []
  #armed: readonly Stock[] = NONE

  constructor(faults: readonly ArpFault[]) {
    for (const fault of faults) this.add(fault)
  }

  /** One fault more, from the next transaction on. */
  add(fault: ArpFault): void {
    this.#stock.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
  }

  /** A transaction begins: none is in force until its kind is known. */
  disarm(): void {
    this.#armed = NONE
  }

  /** The kind of the transaction is known. */
  arm(occasion: FaultOccasion): void {
    if (this.#stock.length > 0)
      this.#armed = this.#stock.filter(({ fault, left }) => left > 0 && (fault.on === occasion || fault.on === 'any'))
  }

  /** Whether any fault is in force. */
  get isArmed(): boolean {
    return this.#armed.length > 0
  }

  /** Whether a fault of a kind is in force. */
  has(kind: FaultAction['do']): boolean {
    return this.#find(({ fault }) => fault.do === kind) !== undefined
  }

  /** Whether a fault of a kind is in force; counts it as having struck. */
  strikes(kind: FaultAction['do']): boolean {
    return this.#spend(this.#find(({ fault }) => fault.do === kind))
  }

  /** Whether the byte at `index` is to be refused; counts it as having struck. */
  refuses(index: number): boolean {
    if (this.#armed.length === 0) return false
    return this.#spend(this.#find(({ fault }) => fault.do === 'nack-at' && fault.index === index))
  }

  /** How long SCL is to be stretched, 0 for not at all; counts it as having struck. */
  stretchMs(): number {
    const stock = this.#find(({ fault }) => fault.do === 'stretch')
    this.#spend(stock)
    return stock?.fault.do === 'stretch' ? stock.fault.ms : 0
  }

  /** Whether the address byte itself is to be refused: the command is not known yet, so any ARP command's fault will do. */
  refusesAddress(isOwnAddress: boolean): boolean {
    if (this.#stock.length === 0) return false
    const concerns = (on: FaultTrigger): boolean => on === 'any' || isOwnAddress === (on === 'address')
    return this.#spend(
      this.#stock.find(
        ({ fault, left }) => left > 0 && fault.do === 'nack-at' && fault.index === 0 && concerns(fault.on),
      ),
    )
  }

  #find(matches: (stock: Stock) => boolean): Stock | undefined {
    return this.#armed.find((stock) => stock.left > 0 && matches(stock))
  }

  #spend(stock: Stock | undefined): boolean {
    if (stock) stock.left--
    return stock !== undefined
  }
}
