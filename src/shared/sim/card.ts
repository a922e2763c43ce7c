import type { Udid } from '#shared/arp/udid.ts'
import type { SimClock } from './clock.ts'
import type { AdapterQuirk } from './quirks.ts'
import type { Scenario, ScenarioDevice } from './scenario-schema.ts'
import type { Presence } from './seat.ts'
import type { ArpBehaviour } from './targets/arp-behaviour.ts'
import type { ArpFault } from './targets/arp-fault.ts'
import { ArpTarget } from './targets/arp-target.ts'
import { Eeprom } from './targets/eeprom.ts'
import { ExternalController } from './targets/external-controller.ts'
import { LineHolder } from './targets/held-lines.ts'
import { RegisterFile } from './targets/register-file.ts'
import { TemperatureSensor } from './targets/temperature-sensor.ts'
import { SimWire } from './wire.ts'

/** The true state of one ARP device, as no controller can see it. */
export interface DeviceSnapshot {
  readonly udid: Udid
  /** 7-bit, null when it has none; counts only while `addressValid`. */
  readonly address: number | null
  readonly addressValid: boolean
  readonly addressResolved: boolean
  /** Powered and on the bus. */
  readonly present: boolean
  readonly behaviour: ArpBehaviour
}

/** A simulated card: a wire with everything of a scenario on it, and the truth about it. */
export interface SimCard {
  readonly scenario: Scenario
  readonly wire: SimWire
  readonly quirks: readonly AdapterQuirk[]
  /** ARP devices in the order of the scenario, as they are now. */
  devices(): DeviceSnapshot[]
  /** A fault of one of {@link SimCard.devices}, by its index, from its next transaction on. */
  befall(device: number, fault: ArpFault): void
  /** Data bytes written to EEPROMs, all together. */
  eepromWrites(): number
  /** Registers written in chips that are no ARP devices, all together. */
  registerWrites(): number
}

/** What is kept of the targets to tell the truth about them later. */
interface Parts {
  readonly arps: ArpTarget[]
  readonly eeproms: Eeprom[]
  readonly registerFiles: RegisterFile[]
}

/** Builds what a scenario describes. Its times count from the clock's present. */
export function buildCard(scenario: Scenario, clock: SimClock): SimCard {
  const wire = new SimWire(clock)
  wire.clockHz = scenario.clock_hz
  const parts: Parts = { arps: [], eeproms: [], registerFiles: [] }
  for (const device of scenario.devices) attach(device, wire, parts)
  const { sda_held: sda, scl_held: scl, freed_after_clocks: freedAfter } = scenario.lines
  if (sda || scl) wire.attach(new LineHolder({ sda, scl }, freedAfter))
  return {
    scenario,
    wire,
    quirks: scenario.adapter.quirks,
    devices: () => {
      wire.settle()
      return parts.arps.map((target) => snapshot(target, wire))
    },
    befall: (device, fault) => parts.arps[device]?.befall(fault),
    eepromWrites: () => parts.eeproms.reduce((sum, { writes }) => sum + writes, 0),
    registerWrites: () => parts.registerFiles.reduce((sum, { writes }) => sum + writes, 0),
  }
}

function attach(device: ScenarioDevice, wire: SimWire, parts: Parts): void {
  switch (device.kind) {
    case 'arp': {
      const target = arpTarget(device)
      parts.arps.push(target)
      wire.attach(target, presence(device, wire.nowUs))
      break
    }
    case 'eeprom': {
      const { address, size: sizeBytes, contents } = device
      const target = new Eeprom({ address, sizeBytes, contents })
      parts.eeproms.push(target)
      wire.attach(target)
      break
    }
    case 'temperature-sensor':
      wire.attach(new TemperatureSensor(device.address, device.celsius))
      break
    case 'register-file': {
      const target = new RegisterFile(device.address)
      parts.registerFiles.push(target)
      wire.attach(target)
      break
    }
    case 'controller':
      wire.attachController(new ExternalController(device.sends, wire.nowUs + device.at_ms * 1000))
  }
}

type ArpEntry = Extract<ScenarioDevice, { kind: 'arp' }>

function arpTarget(device: ArpEntry): ArpTarget {
  const { udid, address, address_valid: addressValid, address_resolved: addressResolved, behaviour } = device
  return new ArpTarget({ udid, address, addressValid, addressResolved, behaviour }, device.faults)
}

function presence({ joins_after_ms: joins, leaves_after_ms: leaves }: ArpEntry, fromUs: number): Presence {
  return { joinsAtUs: fromUs + joins * 1000, leavesAtUs: leaves === null ? null : fromUs + leaves * 1000 }
}

function snapshot(target: ArpTarget, wire: SimWire): DeviceSnapshot {
  const { udid, address, addressValid, addressResolved, behaviour } = target.device
  return {
    udid,
    address,
    addressValid,
    addressResolved,
    behaviour,
    present: wire.isPresent(target) && !target.hasVanished,
  }
}
