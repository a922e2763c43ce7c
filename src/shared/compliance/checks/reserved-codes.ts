import { CLAUSE } from '#shared/arp/clause.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { pass } from '../ruling.ts'
import { misrefusal } from '../refusal.ts'

/** The reserved codes next to those in use, and the last one. */
const RESERVED_CODES = [0x00, 0x05, 0x1f]

/** Codes that are no commands are refused. */
export const reservedCodes: ComplianceCheck = {
  id: 'reserved-codes',
  title: 'Reserved command codes are refused',
  objective: 'A device that takes a code it does not know will clash with what the code comes to mean.',
  steps: [`A read by each of the codes ${RESERVED_CODES.map(formatByte).join(', ')}; only the code is written`],
  passRule: 'Each is refused at the command byte.',
  clause: CLAUSE.commands,
  async run(dut) {
    for (const code of RESERVED_CODES) {
      const ruling = misrefusal(await dut.askByCode(code))
      if (ruling) return { ...ruling, reason: `${formatByte(code)}: ${ruling.reason}` }
    }
    return pass('refused')
  },
}
