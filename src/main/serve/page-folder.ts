import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Seen from the program: a checkout's build, or beside it; in a build it is in `main`, or in one of the chunks below. */
const IN_CHECKOUT = ['../../../out/renderer']
const IN_BUILD = ['renderer', '../renderer', '../../renderer']

/** Where the built page is, seen from this program. Undefined where it has not been built. */
export function findPageFolder(from: string = import.meta.filename): string | undefined {
  const places = from.endsWith('.ts') ? IN_CHECKOUT : IN_BUILD
  return places.map((place) => join(dirname(from), place)).find((folder) => existsSync(join(folder, 'index.html')))
}
