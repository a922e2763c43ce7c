import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isBundlePath } from '../bundle/bundle-format.ts'

/**
 * The session bundle that a start of the app names, as a path or a `file:` address below `folder`; undefined where it
 * names none. The rest of a command line is Chromium's.
 */
export function bundleNamed(args: readonly string[], folder: string): string | undefined {
  return args.map((arg) => asPath(arg, folder)).find((path) => path !== undefined && isBundlePath(path))
}

function asPath(arg: string, folder: string): string | undefined {
  if (arg.startsWith('-')) return undefined
  if (!arg.startsWith('file:')) return resolve(folder, arg)
  try {
    return fileURLToPath(arg)
  } catch {
    return undefined
  }
}

/** Keeps the file that was opened last until there is a page to open it in. */
export class OpenedFile {
  readonly #tell: (path: string) => void
  #waiting: string | undefined
  #hasPage = false

  constructor(tell: (path: string) => void) {
    this.#tell = tell
  }

  take(path: string | undefined): void {
    this.#waiting = path ?? this.#waiting
    this.#flush()
  }

  /** A page has loaded, or is gone. */
  pageIs(there: boolean): void {
    this.#hasPage = there
    this.#flush()
  }

  #flush(): void {
    if (!this.#hasPage || this.#waiting === undefined) return
    this.#tell(this.#waiting)
    this.#waiting = undefined
  }
}
