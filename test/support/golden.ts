import { readFile, writeFile } from 'node:fs/promises'
import { expect } from 'vitest'

/** Holds text against a file, byte for byte: Vitest's own file snapshots take CRLF and LF for the same. */
export async function expectGolden(file: string, text: string): Promise<void> {
  if (process.env['UPDATE_GOLDENS'] === '1') await writeFile(file, text)
  expect(text).toBe(await readFile(file, 'utf8'))
}
