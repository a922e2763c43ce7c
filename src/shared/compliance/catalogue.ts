import { addressByte } from './checks/address-byte.ts'
import { answersAtAddress } from './checks/answers-at-address.ts'
import { arbitration } from './checks/arbitration.ts'
import { assignBadPec } from './checks/assign-bad-pec.ts'
import { assignBit0 } from './checks/assign-bit-0.ts'
import { assignLeavesOld } from './checks/assign-leaves-old.ts'
import { assignSetsAddress } from './checks/assign-sets-address.ts'
import { assignSetsAr } from './checks/assign-sets-ar.ts'
import { assignWhenResolved } from './checks/assign-when-resolved.ts'
import { assignWrongUdidIgnored } from './checks/assign-wrong-udid-ignored.ts'
import { assignWrongUdidRefused } from './checks/assign-wrong-udid-refused.ts'
import { clockStretch } from './checks/clock-stretch.ts'
import { getUdidDirectedOther } from './checks/get-udid-directed-other.ts'
import { getUdidDirected } from './checks/get-udid-directed.ts'
import { getUdidResolved } from './checks/get-udid-resolved.ts'
import { notifyController } from './checks/notify-controller.ts'
import { prepareBadPec } from './checks/prepare-bad-pec.ts'
import { prepareClearsAr } from './checks/prepare-clears-ar.ts'
import { prepareKeepsAddress } from './checks/prepare-keeps-address.ts'
import { randomUdidRenewed } from './checks/random-udid-renewed.ts'
import { readyAtOnce } from './checks/ready-at-once.ts'
import { replyCount } from './checks/reply-count.ts'
import { replyPec } from './checks/reply-pec.ts'
import { reservedCodes } from './checks/reserved-codes.ts'
import { resetAddressByType } from './checks/reset-address-by-type.ts'
import { resetBadPec } from './checks/reset-bad-pec.ts'
import { resetClearsAr } from './checks/reset-clears-ar.ts'
import { resetDirectedOther } from './checks/reset-directed-other.ts'
import { resetGeneral } from './checks/reset-general.ts'
import { silentWithoutAddress } from './checks/silent-without-address.ts'
import { udidFields } from './checks/udid-fields.ts'
import type { ComplianceCheck } from './compliance-check.ts'

/** Every check, in the order they are made: what a Reset may lose comes last, and then what looks at all replies. */
export const CATALOGUE: readonly ComplianceCheck[] = [
  readyAtOnce,
  udidFields,
  prepareClearsAr,
  prepareKeepsAddress,
  prepareBadPec,
  getUdidResolved,
  getUdidDirected,
  getUdidDirectedOther,
  arbitration,
  addressByte,
  assignSetsAr,
  assignSetsAddress,
  assignWhenResolved,
  assignLeavesOld,
  assignBit0,
  assignBadPec,
  assignWrongUdidRefused,
  assignWrongUdidIgnored,
  answersAtAddress,
  reservedCodes,
  resetBadPec,
  resetDirectedOther,
  resetClearsAr,
  resetGeneral,
  resetAddressByType,
  silentWithoutAddress,
  randomUdidRenewed,
  clockStretch,
  replyCount,
  replyPec,
  notifyController,
]

/** The check called `id`. */
export function findCheck(id: string): ComplianceCheck | undefined {
  return CATALOGUE.find((check) => check.id === id)
}
