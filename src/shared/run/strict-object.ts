import { z } from 'zod'

/**
 * An object whose unknown keys are errors that name the known ones. For files people write: what is misspelt, or known to
 * a later version only, must not be passed over in silence.
 */
export function strictObject<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = `one of ${Object.keys(shape).join(', ')}`
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? known : undefined) })
}
