import { isBundlePath } from '../bundle/bundle-format.ts'
import { UsageError } from './failure.ts'
import { readRun } from './read-run.ts'
import { writeBundle } from './write-bundle.ts'

/** Makes a bundle of a saved Run. */
export async function runBundle(path: string, output: string): Promise<void> {
  if (isBundlePath(path)) throw new UsageError(`${path} is a bundle already, with a scenario of its own; copy it`)
  if (!isBundlePath(output)) throw new UsageError(`-o ${output}: a bundle is known by its extension, FILE.arpeggio`)
  await writeBundle(output, await readRun(path), 'read')
}
