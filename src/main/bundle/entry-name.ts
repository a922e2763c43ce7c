import { printable } from '#shared/run/printable.ts'

const LONGEST_NAME = 255

/**
 * The name of an entry from its bytes. Nothing is ever written to disk under it; a name that would harm a program which
 * does shows what kind of file this is.
 * @throws SyntaxError of one line
 */
export function decodeEntryName(bytes: Uint8Array): string {
  const name = decode(bytes)
  const fault = faultOf(name)
  if (fault === undefined) return name
  throw new SyntaxError(`the bundle holds "${printable(name.slice(0, LONGEST_NAME))}", ${fault}`)
}

/** One spelling for names that some file systems take for the same. */
export function foldEntryName(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new SyntaxError('the bundle holds an entry whose name is no UTF-8')
  }
}

function faultOf(name: string): string | undefined {
  if (name === '') return 'which has no name'
  if (name.length > LONGEST_NAME) return `a name longer than ${LONGEST_NAME} characters`
  if (printable(name) !== name) return 'whose name holds control characters'
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'an absolute path'
  if (name.includes('\\')) return 'whose name holds a backslash'
  return name.split('/').some((part) => part === '..' || part === '.') ? 'a path that leads elsewhere' : undefined
}
