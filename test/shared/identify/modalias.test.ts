import { expect, it } from 'vitest'
import { decodeUdid } from '#shared/arp/udid.ts'
import { formatModalias } from '#shared/identify/modalias.ts'

it.each([
  ['4108808610d400040000000044332211', 'smbus:v8086d10d4i0004sv0000sd0000vsi44332211'],
  ['010810ee0000002710ee000000202010', 'smbus:v10eed0000i0027sv10eesd0000vsi00202010'],
  ['400f10eeffff0007f00f0ff0ffffff10', 'smbus:v10eedffffi0007svf00fsd0ff0vsiffffff10'],
])('writes the modalias of %s as the proposed Linux form', (udid, modalias) => {
  expect(formatModalias(decodeUdid(udid))).toBe(modalias)
})
