import { expect, it } from 'vitest'
import { stepTo } from '../../../src/renderer/model/grid-keys.ts'

it.each([
  ['ArrowRight', false, 0x61, 0x62],
  ['ArrowRight', false, 0x7f, 0x7f],
  ['ArrowLeft', false, 0x60, 0x5f],
  ['ArrowDown', false, 0x61, 0x71],
  ['ArrowDown', false, 0x75, 0x75],
  ['ArrowUp', false, 0x05, 0x05],
  ['Home', false, 0x64, 0x60],
  ['End', false, 0x64, 0x6f],
  ['Home', true, 0x64, 0x00],
  ['End', true, 0x64, 0x7f],
  ['a', false, 0x64, undefined],
])('%s (Ctrl: %s) leads on the map from %i to %s', (key, ctrlKey, from, to) => {
  expect(stepTo({ key, ctrlKey }, from)).toBe(to)
})
