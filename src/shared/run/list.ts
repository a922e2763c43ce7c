import { z } from 'zod'

/**
 * A list of at most `most` items that is looked at no further than its first fault: zod alone notes every fault there is,
 * and of a small file with a million of them that is more than memory holds.
 */
export function list<Item extends z.ZodType>(item: Item, most: number): z.ZodType<z.output<Item>[], z.input<Item>[]> {
  const items = z
    .array(z.unknown())
    .max(most)
    .transform((values, context) => {
      const good: z.output<Item>[] = []
      for (const [i, value] of values.entries()) {
        const { data, error } = item.safeParse(value)
        const issue = error?.issues[0]
        if (issue) {
          context.issues.push({ ...issue, input: value, path: [i, ...issue.path] } as z.core.$ZodRawIssue)
          return z.NEVER
        }
        good.push(data as z.output<Item>)
      }
      return good
    })
  return items as unknown as z.ZodType<z.output<Item>[], z.input<Item>[]>
}
