import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'

/** A build server installs the judges; nobody else's computer is touched. */
export default function prepare(): void {
  if (process.env['CI'] !== 'true') return
  execFileSync(resolve(import.meta.dirname, 'install.sh'), { stdio: 'inherit' })
}
