import { StoreError } from '../run-store.ts'

/** What to do about the failures that a user can mend, by PostgreSQL's and the system's codes. */
const REMEDIES: Readonly<Record<string, string>> = {
  '28P01': 'the server refuses the password: is PGPASSWORD right?',
  '28000': 'the server does not let this user in',
  '3D000': 'there is no such database',
  '42501': 'this user may not do that; an owner of the database has to let it use the schema "arpeggio"',
  '53100': "the server's disk is full",
  ECONNREFUSED: 'no server listens there',
  ENOTFOUND: 'there is no such host',
  ETIMEDOUT: 'no server answers there',
}

/** A failure of PostgreSQL, or on the way to it, in words. */
export function inWords(error: unknown, url: string): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error
  return new StoreError(`${url}: ${reason(error)}`, { cause: error })
}

function reason(error: Error): string {
  // A host of two addresses fails twice; one is enough to say.
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [error]
  const code = first && 'code' in first ? String(first.code) : ''
  const message = (first?.message ?? error.message).replaceAll(/\s*\n\s*/g, ' ')
  if (/client password must be a string/.test(message)) return 'the server asks for a password: set PGPASSWORD'
  if (/timeout expired|connection timeout/i.test(message)) return 'no server answers there in time'
  return REMEDIES[code] ?? message
}
