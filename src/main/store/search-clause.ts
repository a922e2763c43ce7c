import { searchable, type RunFilter } from '#shared/api/run-filter.ts'

/** What a query is given. */
export type SqlValue = string | number

/** In what two databases differ. */
export interface Dialect {
  /** What a parameter's number follows: `?1`, `$1`. */
  readonly mark: '?' | '$'
  /** The function that finds a text in another one. */
  readonly position: 'instr' | 'strpos'
  /** The table of what runs found. */
  readonly found: string
}

/** A condition in SQL with its parameters. */
export interface SearchClause {
  /** Empty, or begins with WHERE. */
  readonly where: string
  readonly values: SqlValue[]
}

const WHOLE_UDID = 32

/** The condition that picks the runs of a filter. */
export function searchClause(filter: RunFilter, { mark, position, found }: Dialect): SearchClause {
  const conditions: string[] = []
  const values: SqlValue[] = []
  const add = (value: SqlValue | undefined, condition: (parameter: string) => string): void => {
    if (value === undefined) return
    values.push(value)
    conditions.push(condition(`${mark}${values.length}`))
  }
  const foundWhere = (condition: string): string => `number IN (SELECT number FROM ${found} WHERE ${condition})`
  const { udid, adapter } = filter
  // A whole UDID is looked up in the index, a part of one is looked for in all of them.
  add(udid, (one) =>
    foundWhere(udid?.length === WHOLE_UDID ? `udid = ${one}` : `udid IS NOT NULL AND ${position}(udid, ${one}) > 0`),
  )
  add(filter.address, (one) => foundWhere(`address = ${one}`))
  add(adapter === undefined ? undefined : searchable(adapter), (one) => `${position}(adapter, ${one}) > 0`)
  add(filter.verdict, (one) => `verdict = ${one}`)
  add(filter.operation, (one) => `operation = ${one}`)
  add(utc(filter.sinceUtc), (one) => `started_utc >= ${one}`)
  add(utc(filter.beforeUtc), (one) => `started_utc < ${one}`)
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values }
}

/** As the rows have it. */
function utc(text: string | undefined): string | undefined {
  return text === undefined ? undefined : new Date(text).toISOString()
}
