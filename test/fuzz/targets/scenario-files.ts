import { enumerate } from '#shared/arp/enumerate.ts'
import { parseRun } from '#shared/run/parse-run.ts'
import { renderJson } from '#shared/report/json.ts'
import { ADAPTER_QUIRKS } from '#shared/sim/quirks.ts'
import { parseScenario } from '#shared/sim/scenario.ts'
import { BUILT_IN_NAMES, loadBuiltInFile } from '#shared/sim/scenarios/built-in.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { ARP_BEHAVIOURS } from '#shared/sim/targets/arp-behaviour.ts'
import { FAULT_TRIGGERS } from '#shared/sim/targets/arp-fault.ts'
import { sha256 } from '../../support/sha256.ts'
import { enumerateOptions, runOn } from '../../support/simulated-run.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { attempt, hold } from '../oracles.ts'
import { jsonBytes, jsonFileMutation, textOf } from './text-input.ts'

/** A card with more takes long to enumerate. */
const MOST_DEVICES = 3
const MOST_TRANSACTIONS = 20_000

/** Files that describe a card: read, and where it is small enough, enumerated. */
export const scenarioFiles: FuzzTarget = {
  name: 'scenario-files',
  ciRuns: 1000,
  seeds: async () => {
    const files = await Promise.all(BUILT_IN_NAMES.map(loadBuiltInFile))
    return files.map(jsonBytes).filter(({ length }) => length < 4000)
  },
  mutation: jsonFileMutation([
    ...ARP_BEHAVIOURS,
    ...FAULT_TRIGGERS,
    ...ADAPTER_QUIRKS,
    { on: 'assign', do: 'nack-at', index: 3 },
    { on: 'get-udid', do: 'stretch', ms: 1e9 },
    { on: 'get-udid', do: 'hold-sda' },
    { kind: 'eeprom', address: '0x50', size: 65536 },
    { kind: 'temperature-sensor', address: '0x61', celsius: -55 },
    { kind: 'register-file', address: '0x61' },
    { kind: 'controller', at_ms: 0, sends: 'prepare' },
    { kind: 'arp', udid: 'c1'.repeat(16), address: '0x00' },
    { sda_held: true, freed_after_clocks: 1 },
  ]),
  run: async (input) => {
    const scenario = await attempt(() => parseScenario(textOf(input)), SyntaxError)
    if (scenario && scenario.devices.length <= MOST_DEVICES) await holdEnumerates(scenario)
  },
}

/** Whatever is on a card, its enumeration ends, writes to no memory, and makes a document that can be read again. */
async function holdEnumerates(scenario: Scenario): Promise<void> {
  const { run, card } = await runOn(scenario, (session) => enumerate(session, enumerateOptions()))
  hold(run.transactions.length < MOST_TRANSACTIONS, 'an enumeration is bounded', run.transactions.length)
  hold(card.eepromWrites() === 0, 'nothing is written to an EEPROM')
  hold(
    renderJson(parseRun(renderJson(run, sha256), sha256), sha256) === renderJson(run, sha256),
    'a Run can be read again',
  )
}
