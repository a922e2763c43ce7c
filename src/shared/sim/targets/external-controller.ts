import { pec } from '#shared/smbus/pec.ts'
import type { ByteIntent } from '../segment.ts'
import type { ByteResult } from '../wire-controller.ts'

/** What another controller on the bus sends. */
export type ExternalCommand = 'prepare' | 'get-udid' | 'reset'

/** One step of a transaction as its controller drives it. */
export type ControllerStep =
  | { readonly kind: 'byte'; readonly intent: ByteIntent }
  | { readonly kind: 'repeated-start' }
  | { readonly kind: 'stop' }

const DEFAULT_ADDRESS_WRITE = 0xc2
const DEFAULT_ADDRESS_READ = 0xc3
const GET_UDID_REPLY_BYTES = 19
const CODES: Readonly<Record<ExternalCommand, number>> = { prepare: 0x01, reset: 0x02, 'get-udid': 0x03 }

/**
 * Another controller on the bus, a BMC say: at its time it waits until the bus is free, then sends one ARP
 * command. It tries again at the next bus-free moment as long as it loses the arbitration.
 */
export class ExternalController {
  readonly name: string
  /** Wire time from which it wants the bus, in microseconds. */
  readonly atUs: number
  readonly #steps: readonly ControllerStep[]
  #next = 0

  constructor(command: ExternalCommand, atUs: number, name = `controller (${command})`) {
    this.name = name
    this.atUs = atUs
    this.#steps = stepsOf(command, name)
  }

  /** What it does next; STOP when it has nothing left to send. */
  get step(): ControllerStep {
    return this.#steps[this.#next] ?? { kind: 'stop' }
  }

  /** Its repeated START is on the wire. */
  restarted(): void {
    this.#next++
  }

  /** How its byte went. On a refusal it goes to STOP; on a lost arbitration it will begin anew. */
  clocked(result: ByteResult): void {
    const { step } = this
    if (result.lost || result.timedOut) this.lost()
    else if (step.kind === 'byte' && step.intent.sends !== null && !result.acked) this.#next = this.#steps.length
    else this.#next++
  }

  /** It lost the bus: back to the first byte. */
  lost(): void {
    this.#next = 0
  }
}

function stepsOf(command: ExternalCommand, name: string): ControllerStep[] {
  const send = (byte: number): ControllerStep => ({ kind: 'byte', intent: { name, sends: byte, acks: false } })
  const code = CODES[command]
  const opening = [send(DEFAULT_ADDRESS_WRITE), send(code)]
  if (command !== 'get-udid') return [...opening, send(pec([DEFAULT_ADDRESS_WRITE, code]))]
  const reads = Array.from({ length: GET_UDID_REPLY_BYTES }, (_, i): ControllerStep => {
    return { kind: 'byte', intent: { name, sends: null, acks: i < GET_UDID_REPLY_BYTES - 1 } }
  })
  return [...opening, { kind: 'repeated-start' }, send(DEFAULT_ADDRESS_READ), ...reads]
}
