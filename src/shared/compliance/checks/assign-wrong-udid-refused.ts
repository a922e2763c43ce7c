import { CLAUSE } from '#shared/arp/clause.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notObservable, pass, type Ruling } from '../ruling.ts'
import type { DeviceUnderTest } from '../device-under-test.ts'
import { wrongUdids } from '../wrong-udids.ts'

/** Bytes of an Assign before its UDID: address, command, count. */
const FIRST_UDID_INDEX = 3

/** A wrong UDID is refused where it is wrong. */
export const assignWrongUdidRefused: ComplianceCheck = {
  id: 'assign-wrong-udid-refused',
  title: 'A wrong UDID byte in Assign is refused at once',
  objective: 'The device must fall out of an Assign that is meant for another as soon as the UDID differs.',
  steps: ['For each of the 16 bytes: an Assign with that byte of the UDID changed'],
  passRule: 'The changed byte or the one after it is not acknowledged.',
  clause: CLAUSE.assign,
  async run(dut) {
    await dut.tryUnresolved()
    const late: string[] = []
    let isUnknown = false
    for (const { udid, index } of wrongUdids(dut)) {
      const { outcome, nackIndex } = await dut.assign(dut.decoy(), { udid })
      if (nackIndex === 'unknown') isUnknown = true
      else if (outcome === 'ok') late.push(`byte ${index}: acknowledged to the end`)
      else if (nackIndex !== null && !isPrompt(nackIndex - FIRST_UDID_INDEX, index)) {
        late.push(`byte ${index}: refused at ${placeOf(nackIndex - FIRST_UDID_INDEX)}`)
      }
    }
    await dut.assign()
    return rule(dut, late, isUnknown)
  },
}

function isPrompt(refusedAt: number, changed: number): boolean {
  return refusedAt === changed || refusedAt === changed + 1
}

function placeOf(index: number): string {
  if (index < 0) return 'the command, whose bytes were right'
  if (index === 16) return 'the address byte'
  return index === 17 ? 'the PEC' : `byte ${index}`
}

function rule(dut: DeviceUnderTest, late: readonly string[], isUnknown: boolean): Ruling {
  if (late.length > 0) {
    const shared = dut.isAlone ? '' : '; others on the bus may have acknowledged in its stead'
    return fail(`${late.slice(0, 3).join('; ')}${late.length > 3 ? `; ${late.length} bytes in all` : ''}${shared}`)
  }
  if (isUnknown) return notObservable("every one was refused, but this adapter can't tell at which byte")
  return pass('each refused where it was wrong')
}
