import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { electronRuntime } from './electron-window.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The built program, as `npm run build` leaves it. */
    out: string
  }
}

const root = resolve(import.meta.dirname, '../..')

/** Builds the program once for all files, and says which host its window is going to have. */
export default async function build(project: TestProject): Promise<() => Promise<void>> {
  // Below node_modules, so that what is built finds the packages it leaves outside.
  await mkdir(join(root, 'node_modules/.cache'), { recursive: true })
  const folder = await mkdtemp(join(root, 'node_modules/.cache/arpeggio-e2e-'))
  const out = join(folder, 'out')
  const vite = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const built = spawnSync(process.execPath, [vite, 'build', '--outDir', out], { cwd: root, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(built.stdout + built.stderr)
  project.provide('out', out)
  const host = electronRuntime() ? 'Electron' : 'the stand-in for Electron: nothing below was tested on Electron itself'
  process.stdout.write(`The window runs on ${host}\n`)
  return () => rm(folder, { recursive: true, force: true })
}
