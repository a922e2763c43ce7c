import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Ended } from './guest/guest.ts'

const CLI = join(import.meta.dirname, '../../src/main/cli/launcher.js')

interface FoundDevice {
  readonly udid: string
  readonly address: string
  readonly status: string
  readonly findings: readonly { readonly code: string }[]
}

/** What these tests look at in a Run. */
export interface RunDocument {
  readonly complete: boolean
  readonly devices: readonly FoundDevice[]
  readonly findings: readonly { readonly code: string; readonly message: string }[]
  readonly other_addresses: readonly { readonly address: string; readonly answers_to: string }[]
  readonly transactions: readonly { readonly address: string; readonly written: string }[]
  readonly adapter: { readonly serial: string | null; readonly simulated: boolean }
}

/** What a Run says of a device that is not about the path to it. */
export interface DeviceSummary {
  readonly udid: string
  readonly address: string
  readonly status: string
  readonly findings: readonly string[]
}

/** The Run a command wrote. */
export function parseRun({ stdout, stderr }: Pick<Ended, 'stdout' | 'stderr'>): RunDocument {
  if (stdout === '') throw new Error(`there is no Run; it said: ${stderr}`)
  return JSON.parse(stdout) as RunDocument
}

/** The devices of a Run, in its order. */
export function summary({ devices }: RunDocument): DeviceSummary[] {
  return devices.map(({ udid, address, status, findings }) => ({
    udid,
    address,
    status,
    findings: findings.map(({ code }) => code),
  }))
}

/** Who is on the card, as the same command finds it on the simulated bus without any USB. */
export async function simulated(scenario: string): Promise<DeviceSummary[]> {
  const args = [CLI, 'enumerate', '--adapter', `sim:${scenario}`, '--arm', '--json', '--no-history']
  return summary(parseRun(await promisify(execFile)(process.execPath, args)))
}
