import { existsSync } from 'node:fs'
import { parseRun } from '#shared/run/parse-run.ts'
import { sha256 } from '../../../src/main/engine/sha256.ts'
import type { Ending, Judgement } from '../judge.ts'
import { Bench, type Ended, type Start } from './bench.ts'

/** A case of the real world: a process, files, a claim. */
export interface ProcessCase {
  readonly kind: string
  readonly name: string
  readonly judgement: Judgement
}

/** One of each step of the card's enumeration: self-test, look, Prepare, Get UDID, Assign, confirm, and the last. */
const TRANSACTIONS = [1, 3, 4, 7, 9, 10, 11, 12, 15, 20]
const INTERRUPTED_AT = [1, 3, 7, 10, 15]
/** Where a process can be killed once the bus is done with: the result is out, the report is there but for its name, and with it. */
const WRITING = ['result', 'rename', 'renamed']
/** Too little for a second run, at different points of its way to the disk. */
const LIMITS_BLOCKS = [40, 64, 100]
const FULL_DISK = '/dev/full'

interface Attempt {
  readonly kind: string
  readonly name: string
  readonly start: Start
  readonly ending: Ending
  /** What is wrong with how the process itself ended. */
  readonly judge: (ended: Ended, bench: Bench) => string[]
}

const ATTEMPTS: readonly Attempt[] = [
  ...[...TRANSACTIONS.map(String), ...WRITING].map((when): Attempt => ({
    kind: 'killed',
    name: `killed at ${when}`,
    start: { strike: `SIGKILL@${when}` },
    ending: 'stopped',
    judge: ({ signal }) => (signal === 'SIGKILL' ? [] : ['it was not killed']),
  })),
  ...(['SIGINT', 'SIGTERM'] as const).flatMap((signal) =>
    INTERRUPTED_AT.map((when): Attempt => ({
      kind: signal,
      name: `${signal} at transaction ${when}`,
      start: { strike: `${signal}@${when}` },
      ending: 'stopped',
      judge: judgeInterrupted,
    })),
  ),
  ...LIMITS_BLOCKS.map((largestFileBlocks): Attempt => ({
    kind: 'disk full',
    name: `files end at ${largestFileBlocks} blocks`,
    start: { largestFileBlocks },
    ending: 'told',
    judge: judgeNoRoom,
  })),
  {
    kind: 'disk full',
    name: 'the report goes to a full disk',
    start: { output: FULL_DISK },
    ending: 'told',
    judge: judgeNoRoom,
  },
  {
    kind: 'disk full',
    name: 'the result goes to a full disk',
    start: { stdoutTo: FULL_DISK },
    ending: 'told',
    judge: ({ exitCode, stderr }) => [
      ...(exitCode === 4 ? [] : [`exit code ${exitCode}`]),
      ...(/^arpeggio: can't write the result/m.test(stderr) ? [] : ['nothing says that the result is lost']),
    ],
  },
]

/** Tries each in a process of its own, on a bench that holds one run already. Nothing where there are no such signals and limits. */
export async function* processCases(): AsyncGenerator<ProcessCase> {
  if (!existsSync(FULL_DISK)) return
  await using before = await Bench.make()
  await before.enumerate()
  for (const { kind, name, start, ending, judge } of ATTEMPTS) {
    await using bench = await before.copy()
    const ended = await bench.enumerate(start)
    const wrong = [...judge(ended, bench), ...(await judgeFiles(bench))]
    yield { kind, name, judgement: { ending, wrong, codes: [] } }
  }
}

/** Whatever happens to a process: the report is whole, the history too and begins as it did, the adapter is free. */
async function judgeFiles(bench: Bench): Promise<string[]> {
  const attempt = async (what: string, action: () => Promise<boolean>): Promise<string[]> => {
    try {
      return (await action()) ? [] : [what]
    } catch (error) {
      return [`${what}: ${String(error)}`]
    }
  }
  return [
    ...(await attempt('the report is no whole Run', async () => (await bench.reported()).schema_version !== '')),
    ...(await attempt('the history lost a run', async () => (await bench.kept()).at(-1)?.complete === true)),
    ...(await attempt('the adapter is still claimed', () => bench.isFree())),
  ]
}

function judgeInterrupted({ exitCode, stdout }: Ended): string[] {
  if (exitCode !== 130) return [`exit code ${exitCode}`]
  const { complete, findings, bus } = parseRun(stdout, sha256)
  const { scl, sda } = bus.lines_after
  return [
    ...(complete ? ['the Run calls itself complete'] : []),
    ...(findings.some(({ code }) => code === 'interrupted') ? [] : ['no finding says that it was interrupted']),
    ...(scl === 'high' && sda === 'high' ? [] : [`lines left at SCL ${scl}, SDA ${sda}`]),
  ]
}

/** The result is out whole, and what could not be written is said: the history never fails a run, the report does. */
function judgeNoRoom({ exitCode, stdout, stderr }: Ended): string[] {
  const saysReport = /^arpeggio: can't write /m.test(stderr)
  return [
    ...(parseRun(stdout, sha256).complete ? [] : ['the result is cut short']),
    ...(exitCode === (saysReport ? 4 : 0) ? [] : [`exit code ${exitCode}`]),
    ...(saysReport || stderr.includes('not kept in the history') ? [] : ['nothing says that there was no room']),
  ]
}
