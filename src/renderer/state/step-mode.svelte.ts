import type { DeviceFlags } from '#shared/arp/flags.ts'
import type { Run, RunStep } from '#shared/run/run.ts'

/** A command that was sent, and the run it was sent in. */
export interface SentStep {
  readonly runId: string
  readonly step: RunStep
}

/** What step mode has come to on this bus: every command sent since it was chosen, and what is known of the devices. */
export class StepMode {
  #sent = $state.raw<readonly SentStep[]>([])
  #flags = $state.raw<readonly DeviceFlags[]>([])

  /** Commands, oldest first. */
  get sent(): readonly SentStep[] {
    return this.#sent
  }

  /** The flags after the last one. */
  get flags(): readonly DeviceFlags[] {
    return this.#flags
  }

  /** A run of step mode is over. */
  take({ run_id: runId, steps = [] }: Run): void {
    this.#sent = [...this.#sent, ...steps.map((step) => ({ runId, step }))]
    const last = steps.at(-1)
    if (last) this.#flags = last.devices.map(flagsOf)
  }

  /** Another bus: nothing is known of it. */
  clear(): void {
    this.#sent = []
    this.#flags = []
  }
}

function flagsOf(device: RunStep['devices'][number]): DeviceFlags {
  const { udid, address, address_valid: addressValid, address_resolved: addressResolved, basis } = device
  return { udid, address: address === null ? null : Number(address), addressValid, addressResolved, basis }
}
