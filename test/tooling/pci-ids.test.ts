import { describe, expect, it } from 'vitest'
import { parsePciIds, renderNameFiles } from '../../tools/pci-ids.ts'

const SAMPLE = `#
#	List of PCI ID's
#	Version: 2023.04.10
#

# Vendors, devices and subsystems
8086  Intel Corporation
	1531  I210 Gigabit Unprogrammed
		103c 0003  a subsystem
# a comment in between
	10d4  8139 clone
0e11  Compaq
C 00  Unclassified device
	00  Non-VGA unclassified device
`

const documentOf = (name: string): { names: Record<string, unknown>; notice: string[] } => {
  const file = renderNameFiles(parsePciIds(SAMPLE)).find((each) => each.name === name)
  return JSON.parse(file?.text ?? '{}') as { names: Record<string, unknown>; notice: string[] }
}

describe('the list of PCI names', () => {
  it('has the vendors in the order of their IDs', () => {
    const { names } = documentOf('pci-vendors.json')
    expect(Object.entries(names)).toEqual([
      ['x0e11', 'Compaq'],
      ['x8086', 'Intel Corporation'],
    ])
  })

  it('has the devices of those that have any, without subsystems', () => {
    expect(documentOf('pci-devices.json').names).toEqual({
      x8086: { x10d4: '8139 clone', x1531: 'I210 Gigabit Unprogrammed' },
    })
  })

  it.each(['pci-vendors.json', 'pci-devices.json'])('goes with its licence: %s', (name) => {
    const notice = documentOf(name).notice.join('\n')
    expect(notice).toContain('Copyright (c) Martin Mares and Albert Pool')
    expect(notice).toContain('Redistributions in binary form must reproduce the above copyright notice')
    expect(notice).toContain('THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"')
  })

  it.each([
    ['an HTML page', '<html>', 'no pci.ids: a line "# Version: …" is missing'],
    ['an empty list', '# Version: 1\n', 'no pci.ids: it names no vendor'],
  ])('is not made from %s', (_, text, message) => {
    expect(() => parsePciIds(text)).toThrow(new SyntaxError(message))
  })
})
