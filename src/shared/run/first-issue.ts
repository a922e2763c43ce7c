import { z } from 'zod'

type Issue = z.core.$ZodIssue

/** Answers the first fault of a value, or undefined where it has none. */
export type FindIssue = (value: unknown) => Issue | undefined

/**
 * Looks for the first fault a schema finds. zod notes every fault there is, and of a small file with a million of them
 * that is more than memory holds: so lists are looked at item by item, and no further than the first fault. For schemas
 * whose lists have no rules of their own.
 */
export function firstIssueOf(schema: z.core.$ZodType): FindIssue {
  const whole: FindIssue = (value) => z.safeParse(schema, value).error?.issues[0]
  if (schema instanceof z.ZodArray) return inItems(firstIssueOf(schema.element), whole)
  if (!(schema instanceof z.ZodObject)) return whole
  const shape = Object.entries<z.core.$ZodType>(schema.shape).filter(([, inner]) => holdsList(inner))
  const parts = shape.map(([key, inner]) => ({ key, isList: inner instanceof z.ZodArray, find: firstIssueOf(inner) }))
  return parts.length === 0 ? whole : inParts(parts, whole)
}

interface Part {
  readonly key: string
  readonly isList: boolean
  readonly find: FindIssue
}

/** What is in the parts, and what is beside them: with its lists empty, there is little to find in the whole. */
function inParts(parts: readonly Part[], whole: FindIssue): FindIssue {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return whole(value)
    const record = value as Readonly<Record<string, unknown>>
    const [lists, objects] = [parts.filter(({ isList }) => isList), parts.filter(({ isList }) => !isList)]
    const emptied = lists.filter(({ key }) => Array.isArray(record[key])).map(({ key }) => [key, []] as const)
    return (
      firstIn(
        objects.filter(({ key }) => record[key] !== undefined),
        record,
      ) ??
      whole({ ...record, ...Object.fromEntries(emptied) }) ??
      firstIn(lists, record)
    )
  }
}

function firstIn(parts: readonly Part[], record: Readonly<Record<string, unknown>>): Issue | undefined {
  for (const { key, find } of parts) {
    const issue = find(record[key])
    if (issue) return { ...issue, path: [key, ...issue.path] }
  }
  return undefined
}

function inItems(find: FindIssue, whole: FindIssue): FindIssue {
  return (value) => {
    if (!Array.isArray(value)) return whole(value)
    for (const [i, item] of value.entries()) {
      const issue = find(item)
      if (issue) return { ...issue, path: [i, ...issue.path] }
    }
    return undefined
  }
}

function holdsList(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodArray) return true
  return schema instanceof z.ZodObject && Object.values<z.core.$ZodType>(schema.shape).some(holdsList)
}
