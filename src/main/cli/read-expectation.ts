import { parseExpectation, type Expectation } from '#shared/run/expectation.ts'
import { UsageError } from './failure.ts'
import { readText } from './read-text.ts'

/**
 * An expectation from its file.
 * @throws UsageError naming the file and what is wrong with it
 */
export async function readExpectation(path: string): Promise<Expectation> {
  const text = await readText(path, '--expect')
  try {
    return parseExpectation(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`--expect ${path}: ${error.message}`)
    throw error
  }
}
