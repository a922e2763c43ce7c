import type { LogLine } from '../state/log.svelte.ts'

/** The log as text, a line each. */
export function logText(lines: readonly LogLine[]): string {
  return lines.map((line) => `${logTime(line)}  ${line.level.padEnd(7)}  ${line.source}: ${line.text}\n`).join('')
}

/** The time of a line, in UTC to the millisecond. */
export function logTime({ utcMs }: LogLine): string {
  return new Date(utcMs).toISOString().slice(11, 23)
}
