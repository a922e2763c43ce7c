import { expect, it } from 'vitest'
import { decodeUdid } from '#shared/arp/udid.ts'
import { stablePart } from '#shared/identify/stable-part.ts'

it.each([
  ['0108808610d400040000000044332211', 32],
  ['4108808610d400040000000044332211', 32],
  ['8108808610d400040000000044332211', 32],
  ['c108808610d400040000000044332211', 24],
])('of %s are the first %i digits', (udid, digits) => {
  expect(stablePart(decodeUdid(udid))).toBe(udid.slice(0, digits))
})
