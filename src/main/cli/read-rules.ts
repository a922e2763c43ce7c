import type { MatchRule } from '#shared/identify/match-rule.ts'
import { parseRuleFile } from '#shared/identify/rule-file.ts'
import { UsageError } from './failure.ts'
import { readText } from './read-text.ts'

/**
 * Rules that say of a device what it is, from their file.
 * @throws UsageError naming the file and what is wrong with it
 */
export async function readRules(path: string): Promise<readonly MatchRule[]> {
  const text = await readText(path, '--rules')
  try {
    return parseRuleFile(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`--rules ${path}: ${error.message}`)
    throw error
  }
}
