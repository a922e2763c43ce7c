import type { AdapterInfo } from '#shared/adapters/adapter.ts'
import type { NamedConsent } from '#shared/api/named-consent.ts'
import type { OpenBus } from '#shared/arp/operation.ts'
import type { BusCapabilities, I2cBus, RecoveryReport } from '#shared/i2c/bus.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { RecordedBus } from '#shared/i2c/recorder.ts'
import type { WireTrace } from '#shared/sim/wire-trace.ts'
import { BusLink } from '#shared/smbus/bus-link.ts'

/** A bus the engine has opened, and will close. */
export interface OpenedBus extends OpenBus, AsyncDisposable {
  /** Tries to bring a stuck bus back to idle; absent where the adapter can't. */
  recover?(): Promise<RecoveryReport>
  /** Tells `trace` of every bit on the wire until called again; only on a simulated bus. */
  readonly traceWire?: (trace: WireTrace | undefined) => void
}

/** A bus as a selector names it, nothing opened yet: what is wrong with the request shows before the hardware is touched. */
export interface BusSource {
  /** What the adapter can do, as far as that is known before it is opened; undefined where this version can't open it. */
  readonly capabilities: BusCapabilities | undefined
  /** The bus clock where the request names none; 0 where it is not known. */
  readonly usualClockHz: number
  /** Who sets the clock where no request can, in words. */
  readonly clockSetBy?: string
  /** Set where consent has to name the bus: others may lose by what is sent there. */
  readonly namedConsent?: NamedConsent
  /** @throws OpenError, or the driver's BusError */
  open(clockHz: number): Promise<OpenedBus>
}

/** The usual speed of a bus: what every SMBus device can follow. */
export const USUAL_CLOCK_HZ = 100_000

/** An `I2cBus` as operations need it; closing it closes the bus. */
export function openedBus(bus: I2cBus, clock: Clock, info: Omit<AdapterInfo, 'capabilities'>): OpenedBus {
  return {
    info: { ...info, capabilities: bus.capabilities },
    clock,
    clockHz: bus.clockHz,
    connect: (recorder) => new BusLink(new RecordedBus(bus, recorder)),
    ...(bus.lines ? { lines: bus.lines.bind(bus) } : {}),
    ...(bus.recover ? { recover: bus.recover.bind(bus) } : {}),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  }
}
