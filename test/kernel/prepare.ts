import { Unavailable, debianTree } from './debian-packages.ts'

/** Downloads, once for all guests, what they boot from; where that can't be had, whoever boots one says why. */
export default async function prepare(): Promise<void> {
  try {
    await debianTree((line) => process.stderr.write(`${line}\n`))
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
  }
}
