/** Exit codes that a command ends in without a Run; those of a Run are in `#shared/run/exit-code.ts`. */
export const EXIT = { done: 0, failed: 1, busFault: 2, noAdapter: 3, usage: 4, defect: 5, interrupted: 130 } as const
