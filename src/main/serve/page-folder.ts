import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Where the built page is, seen from this program: beside the build it belongs to, or in a checkout's.
 * Undefined where it has not been built.
 */
export function findPageFolder(from: string = import.meta.filename): string | undefined {
  const folder = from.endsWith('.ts') ? join(dirname(from), '../../../out/renderer') : besideMain(from)
  return existsSync(join(folder, 'index.html')) ? folder : undefined
}

/** What is bundled is somewhere in `main`, in a file of its own or not. */
function besideMain(file: string): string {
  const main = file.split(/[\\/]/).lastIndexOf('main')
  const parts = file.split(/[\\/]/).slice(0, main)
  return [...parts, 'renderer'].join('/')
}
