import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StoreError } from '../../../src/main/store/run-store.ts'
import { keepRun } from '../../../src/main/store/keep-run.ts'
import { SqliteStore } from '../../../src/main/store/sqlite/sqlite-store.ts'
import { exampleRun } from '../../main/store/stored-runs.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { byteMutation } from '../mutators/bytes.ts'
import { partMutation, records } from '../mutators/records.ts'
import { attempt, hold, holdLine } from '../oracles.ts'

/** A damage: which file, where in it by three bytes, how, and with what. */
const DAMAGE_BYTES = 8
const RUN_IDS = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']

let sound: Promise<Buffer> | undefined

/** The history as a file. Input: damages to a sound one, and to the log beside it. */
export const historyFiles: FuzzTarget = {
  name: 'history-files',
  ciRuns: 250,
  seeds: () => [
    new Uint8Array(),
    Uint8Array.of(0, 0, 0, 16, 1, 0xff, 0, 0),
    Uint8Array.of(1, 0, 0, 0, 2, 0x37, 0x7f, 6),
  ],
  mutation: partMutation(records(0, DAMAGE_BYTES), byteMutation(), [
    Uint8Array.of(0, 0, 0x10, 0, 1, 0, 0, 0),
    Uint8Array.of(0, 0, 0, 100, 0, 0x0d, 0, 0),
    Uint8Array.of(0, 0, 0x20, 0, 3, 0, 0, 0),
  ]),
  run: async (input) => {
    sound ??= makeHistory()
    const folder = mkdtempSync(join(tmpdir(), 'arpeggio-fuzz-'))
    try {
      const path = join(folder, 'history.db')
      const damages = records(0, DAMAGE_BYTES).split(input).slice(1)
      writeFileSync(
        path,
        damaged(
          await sound,
          damages.filter(([file]) => file !== 1),
        ),
      )
      const log = damages.filter(([file]) => file === 1)
      if (log.length > 0) writeFileSync(`${path}-wal`, damaged(Buffer.alloc(4096), log))
      await holdStore(path)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

/** Whatever is in the file, every method settles as it is documented, and in the end runs are kept again or it was said why not. */
async function holdStore(path: string): Promise<void> {
  const said: string[] = []
  await using store = new SqliteStore({ path, mayCreateFolder: false, say: (line) => said.push(line) })
  const listed = (await attempt(() => store.list({}), StoreError)) ?? []
  for (const { runId } of listed.slice(0, 5)) await attempt(() => store.get(runId), StoreError)
  for (const runId of RUN_IDS) await attempt(() => store.get(runId), StoreError)
  await attempt(() => store.list({ udid: 'ff', address: 0x12, adapter: 'sim' }), StoreError)
  await attempt(() => store.idsFrom('0'), StoreError)
  const preferred = (await attempt(() => store.preferredAddresses(''), StoreError)) ?? {}
  for (const address of Object.values(preferred)) {
    hold(Number.isInteger(address) && address >= 0 && address <= 0x7f, 'a preferred address is one', preferred)
  }
  await attempt(() => keepRun(store, exampleRun()), StoreError)
  await attempt(() => store.remove(RUN_IDS[0] ?? ''), StoreError)
  await attempt(() => store.prune({ keep: 1 }), StoreError)
  hold(said.length <= 1, 'a damaged file is set aside once', said)
  for (const line of said) holdLine(line)
}

async function makeHistory(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'arpeggio-fuzz-'))
  const path = join(folder, 'history.db')
  {
    await using store = new SqliteStore({ path, mayCreateFolder: false, say: () => undefined })
    for (const run_id of RUN_IDS) await keepRun(store, exampleRun({ run_id }))
  }
  const bytes = readFileSync(path)
  rmSync(folder, { recursive: true })
  return bytes
}

function damaged(file: Buffer, damages: readonly Uint8Array[]): Buffer {
  return damages.reduce<Buffer>((bytes, [, high = 0, middle = 0, low = 0, how = 0, a = 0, b = 0, c = 0]) => {
    const at = ((high << 16) | (middle << 8) | low) % (bytes.length + 1)
    const whole = Buffer.from(bytes)
    switch (how % 5) {
      case 0:
        whole.set([a].slice(0, whole.length - at), at)
        return whole
      case 1:
        return whole.fill(a, at, Math.min(whole.length, at + 16 * (b + 1)))
      case 2:
        whole.set([a, b, c].slice(0, whole.length - at), at)
        return whole
      case 3:
        return whole.subarray(0, at)
      default:
        return Buffer.concat([whole.subarray(0, at), Buffer.alloc(b, a), whole.subarray(at)])
    }
  }, file)
}
