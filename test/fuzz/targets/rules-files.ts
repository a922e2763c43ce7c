import { decodeUdid } from '#shared/arp/udid.ts'
import { identifyBy } from '#shared/identify/identify.ts'
import { parseRuleFile } from '#shared/identify/rule-file.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { attempt, holdLine } from '../oracles.ts'
import { jsonBytes, jsonFileMutation, textOf } from './text-input.ts'

/** Files that say what devices are: read, and asked about devices. */
export const rulesFiles: FuzzTarget = {
  name: 'rules-files',
  ciRuns: 2000,
  seeds: () => [
    jsonBytes({
      schema_version: '1.0',
      rules: [
        { vendor: '0x8086', interface: '0x0024', says: 'NIC of riser B' },
        { device: '0xffff', subsystem_vendor: '0x8086', subsystem_device: '0x0001', says: 'any' },
        { vendor_specific_id: '0x44332211', says: 'the second' },
      ],
    }),
  ],
  mutation: jsonFileMutation(['0xffffffff', '0x0', '0xFFFF', '0x00000', { says: 'everything' }]),
  run: async (input) => {
    const rules = await attempt(() => parseRuleFile(textOf(input)), SyntaxError)
    if (!rules) return
    const identify = identifyBy({ vendorName: () => undefined }, rules)
    for (const udid of Object.values(UDID)) {
      for (const says of identify(decodeUdid(udid)).matches) holdLine(says.slice(0, 900))
    }
  },
}
