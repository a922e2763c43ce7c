import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, 'corpus')

/** A kept input. */
export interface CorpusFile {
  /** `crash-…` for one that broke something once. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** The kept inputs of a target, in the order of their names. */
export function readCorpus(target: string): CorpusFile[] {
  const folder = join(FOLDER, target)
  const names = existsSync(folder) ? readdirSync(folder).toSorted() : []
  return names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }))
}

/** Keeps an input under a name made from its bytes, and answers that name. */
export function keep(target: string, bytes: Uint8Array, kind: 'reaches' | 'crash'): string {
  const folder = join(FOLDER, target)
  mkdirSync(folder, { recursive: true })
  const name = `${kind}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`
  writeFileSync(join(folder, name), bytes)
  return name
}

/** Forgets a kept input. */
export function forget(target: string, name: string): void {
  rmSync(join(FOLDER, target, name))
}
