import type { OutputBundle, OutputChunk } from 'rolldown'
import type { Plugin } from 'vite'

/** What the page may load to start, uncompressed. */
const MOST_BYTES = 600_000

/**
 * Prints how much script the page loads to start, and fails the build where that is too much. What is loaded only by a page
 * without an engine, the simulator above all, is not waited for by anybody else: it is printed, and not counted.
 */
export function scriptBudget(): Plugin {
  return {
    name: 'arpeggio:script-budget',
    apply: 'build',
    writeBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
      const toStart = chunks.filter(({ isEntry }) => isEntry).flatMap((entry) => withImports(entry, bundle))
      const bytes = bytesOf([...new Set(toStart)])
      const words = `${kilobytes(bytes)} of script to start, of at most ${kilobytes(MOST_BYTES)}`
      process.stdout.write(`The page loads ${words}; ${kilobytes(bytesOf(chunks) - bytes)} more without an engine\n`)
      if (bytes > MOST_BYTES) this.error(`the page loads ${words}`)
    },
  }
}

/** A chunk and everything it can't start without. */
function withImports(chunk: OutputChunk, bundle: OutputBundle): OutputChunk[] {
  const imported = chunk.imports.flatMap((name) => {
    const file = bundle[name]
    return file?.type === 'chunk' ? withImports(file, bundle) : []
  })
  return [chunk, ...imported]
}

function bytesOf(chunks: readonly OutputChunk[]): number {
  return chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0)
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`
}
