import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { format, resolveConfig } from 'prettier'
import writeFileAtomic from 'write-file-atomic'
import { benchConsumers } from './consumers.ts'
import { benchDocuments } from './documents.ts'
import { benchEnumeration } from './enumeration.ts'
import { benchPage } from './page.ts'
import { benchRecorder } from './recorder.ts'
import { benchStartUp } from './start-up.ts'
import { benchStore } from './store.ts'
import { asMarkdown, asText, type Bench, type BenchTable } from './table.ts'
import { benchWatch } from './watch.ts'

/**
 * `node test/bench/bench.ts [NAME…] [--write]`: runs the benches, all or those named, and prints what they found;
 * `--write` puts it into docs/performance.md. Fails where a promise is not kept.
 */
const BENCHES: Readonly<Record<string, Bench>> = {
  enumeration: benchEnumeration,
  recorder: benchRecorder,
  documents: benchDocuments,
  store: benchStore,
  consumers: benchConsumers,
  'start-up': benchStartUp,
  watch: benchWatch,
  page: benchPage,
}
const PAGE = resolve(import.meta.dirname, '../../docs/performance.md')

const { positionals, values } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' } } })
for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) {
  const bench = BENCHES[name]
  if (!bench) throw new RangeError(`bench: there is no ${name}, only ${Object.keys(BENCHES).join(', ')}`)
  const tables = await bench()
  process.stdout.write(tables.map((table) => `${asText(table)}\n`).join(''))
  for (const promise of tables.flatMap(({ broken }) => broken)) {
    process.stderr.write(`not kept: ${promise}\n`)
    process.exitCode = 1
  }
  if (values.write) await writeToPage(name, tables)
}

/** Replaces what stands between the marks of this bench. */
async function writeToPage(name: string, tables: readonly BenchTable[]): Promise<void> {
  const page = await readFile(PAGE, 'utf8')
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- end: ${name} -->`]
  const [before, rest] = [page.slice(0, page.indexOf(begin)), page.slice(page.indexOf(end))]
  if (!page.includes(begin) || !page.includes(end)) throw new Error(`docs/performance.md has no room for ${name}`)
  const text = `${before}${begin}\n\n${tables.map(asMarkdown).join('\n\n')}\n\n${rest}`
  await writeFileAtomic(PAGE, await format(text, { ...(await resolveConfig(PAGE)), parser: 'markdown' }))
}
