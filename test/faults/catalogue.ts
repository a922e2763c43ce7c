import type { Fault } from './fault.ts'
import { MISBEHAVING_ADAPTERS } from './catalogue-adapters.ts'
import { MISBEHAVING_COMPANY } from './catalogue-company.ts'
import { MISBEHAVING_TARGETS } from './catalogue-targets.ts'

/** Every fault of the matrix. The order is that of the table, and of the numbers of cases. */
export const CATALOGUE: readonly Fault[] = [...MISBEHAVING_TARGETS, ...MISBEHAVING_COMPANY, ...MISBEHAVING_ADAPTERS]
