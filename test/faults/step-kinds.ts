import type { Step } from '#shared/arp/events.ts'

/** Steps in which a UDID is asked for, by the general command or a directed one. */
export const ASKING: readonly Step[] = ['look', 'walk', 'get-udid', 'confirm']

/** Steps that send one command to everybody. */
export const COMMANDING: readonly Step[] = ['prepare', 'reset']
