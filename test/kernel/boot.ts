import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from './bundle.ts'
import { Unavailable, debianTree } from './debian-packages.ts'
import { runGuest } from './machine.ts'

/** Which steps of the guest to take, in one boot. */
export interface BootOptions {
  readonly steps: readonly string[]
  readonly skipsWaiting: boolean
  readonly timeoutMs: number
}

/** What a step found, by its name. */
export type Facts = ReadonlyMap<string, unknown>

/** What a boot comes to: facts, or why there can be none here. */
export type Booted = { readonly facts: Facts } | { readonly skipped: string }

/**
 * Boots a guest and has it take steps.
 * @throws where the guest did not get to its end, with what it said; where CI asks for these tests and they can't run
 */
export async function boot({ steps, skipsWaiting, timeoutMs }: BootOptions): Promise<Booted> {
  const program = await mkdtemp(join(tmpdir(), 'arpeggio-guest-'))
  try {
    const tree = await debianTree(note)
    await bundle(program)
    // The guest runs part of it as a user without rights.
    await chmod(program, 0o755)
    const names = steps.map((name) => `'${name}'`).join(' ')
    const { lines, console, timedOut } = await runGuest(tree, {
      command: `LIMIT_MS=${skipsWaiting ? 3_600_000 : 60_000} node guest.js ${names} 2>&1`,
      program,
      timeoutMs,
      skipsWaiting,
    })
    const facts = parse(lines)
    if (facts.has('end')) return { facts }
    const why = timedOut ? `was not done after ${timeoutMs / 1000} s` : 'ended before its time'
    throw new Error(`the guest ${why}; it said:\n${lines.join('\n')}\nand its kernel:\n${console}`)
  } catch (error) {
    if (!(error instanceof Unavailable) || isContinuousIntegration()) throw error
    note(`kernel tests skipped: ${error.message}`)
    return { skipped: error.message }
  } finally {
    await rm(program, { recursive: true, force: true })
  }
}

/** What a step found. The test is skipped where there is no guest. */
export function factOf(booted: Booted, skip: (note: string) => never, step: string): unknown {
  if ('skipped' in booted) return skip(booted.skipped)
  const found = booted.facts.get(step) as { fact: unknown } | { error: string } | undefined
  if (!found || 'error' in found) throw new Error(`step "${step}": ${found?.error ?? 'not taken'}`)
  return found.fact
}

function parse(lines: readonly string[]): Facts {
  const facts = new Map<string, unknown>()
  for (const line of lines) {
    if (!line.startsWith('{"name":')) continue
    const { name, fact } = JSON.parse(line) as { name: string; fact: unknown }
    facts.set(name, fact)
  }
  return facts
}

function note(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Where these tests are counted on, being skipped would go unseen. */
function isContinuousIntegration(): boolean {
  return !['', '0', 'false', undefined].includes(process.env['CI'])
}
