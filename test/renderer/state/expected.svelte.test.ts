import { describe, expect, it } from 'vitest'
import { Expected } from '../../../src/renderer/state/expected.svelte.ts'
import { exampleRun } from '../../main/store/stored-runs.ts'

function file(document: unknown, name = 'x200.json'): File {
  return new File([typeof document === 'string' ? document : JSON.stringify(document)], name)
}

const X200 = { schema_version: '1.0', name: 'X200', devices: [{ name: 'NIC', udid_mask: 'ff*' }], absent: ['0x6a'] }

describe('what runs are held against', () => {
  it('is an expectation from a file, until it is put away', async () => {
    const expected = new Expected()
    expect(expected.checks(exampleRun())).toBeNull()
    await expected.take(file(X200))
    expect([expected.name, expected.absent]).toEqual(['X200', [0x6a]])
    expect(expected.checks(exampleRun())).toContainEqual(
      expect.objectContaining({ name: 'device NIC', outcome: 'fail', message: 'missing: no device matches ff*' }),
    )
    expected.putAway()
    expect([expected.name, expected.checks(exampleRun())]).toEqual([null, null])
  })

  it('says nothing of a run that does not tell who is there', async () => {
    const expected = new Expected()
    await expected.take(file(X200))
    expect(expected.checks(exampleRun({ operation: 'scan' }))).toBeNull()
  })

  it('stays what it was when a file is none, which is said with its name and place', async () => {
    const expected = new Expected()
    await expected.take(file(X200))
    await expect(expected.take(file({ ...X200, devises: [] }, 'typo.json'))).rejects.toThrow(
      /^typo\.json is no expectation: .*devises/,
    )
    await expect(expected.take(file('{', 'cut.json'))).rejects.toThrow(/^cut\.json is no expectation: /)
    expect(expected.name).toBe('X200')
  })
})
