import { keep } from './corpus.ts'
import { execute } from './execute.ts'
import { BrokenRule, type FuzzTarget } from './fuzz-target.ts'
import { minimise } from './minimise.ts'

/** What a target does not survive, or undefined. */
export async function failureOf(target: FuzzTarget, input: Uint8Array): Promise<Error | undefined> {
  try {
    await execute(target, input)
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new BrokenRule(`thrown: ${JSON.stringify(error)}`)
  }
}

/** Keeps an input that broke something, as small as it gets; answers the name of its file. */
export async function keepCrash(target: FuzzTarget, input: Uint8Array, failure: Error): Promise<string> {
  const kind = kindOf(failure)
  const isSame = async (smaller: Uint8Array): Promise<boolean> => {
    const again = await failureOf(target, smaller)
    return again !== undefined && kindOf(again) === kind
  }
  return keep(target.name, await minimise(input, isSame), 'crash')
}

/** What two failures of one cause have in common: the words without the data in them. */
export function kindOf(failure: Error): string {
  return String(failure).split(':').slice(0, 2).join(':').replaceAll(/\d+/g, '0').slice(0, 120)
}
