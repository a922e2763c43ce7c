import { describe, expect, it } from 'vitest'
import { BUILT_IN_NAMES, loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { enumerateOn } from '../../support/simulated-run.ts'
import { transcript } from '../../support/transcript.ts'

/** The whole of an enumeration of every built-in scenario, byte by byte, as files to read and review. */
describe('enumerating a built-in scenario', () => {
  it.each(BUILT_IN_NAMES)('%s goes as its transcript says', async (name) => {
    const { run } = await enumerateOn(await loadBuiltIn(name))
    await expect(transcript(run)).toMatchFileSnapshot(`transcripts/${name}.txt`)
  })
})
