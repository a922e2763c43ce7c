import { homedir } from 'node:os'

/** What a text may hold that names a person or a unit, or lets somebody in, and what takes its place. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // User and password of an address, such as that of a shared history.
  [/([a-z][a-z\d+.-]*:\/\/)[^\s/@]+@/gi, '$1…@'],
  [/\b((?:pg)?password|secret|token)([=:]\s*)("[^"]*"|\S+)/gi, '$1$2…'],
  // The token in an address of `serve`.
  [/([/#.])[\w-]{43}(?![\w-])/g, '$1…'],
  // Serial numbers of adapters.
  [/\b(mcp2221:)[^\s@"',)]+/g, '$1…'],
  [/\b(serial(?: number)?)([ =:]+)("[^"]*"|[\w-]*\d[\w-]*)/gi, '$1$2…'],
]

/** A text that goes to somebody else, as a report of a defect does: without home folders, passwords, tokens and serial numbers. */
export function redacted(text: string, home: string = homedir()): string {
  // Not where there is none: the root of everything is nobody's.
  const spellings = home.length > 1 ? [home, home.replaceAll('\\', '/'), home.replaceAll('\\', '\\\\')] : []
  const withoutHome = spellings.reduce((sum, spelling) => sum.replaceAll(spelling, '~'), text)
  return SECRETS.reduce((sum, [pattern, instead]) => sum.replaceAll(pattern, instead), withoutHome)
}
