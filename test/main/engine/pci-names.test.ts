import { expect, it } from 'vitest'
import devices from '../../../src/main/engine/names/pci-devices.json' with { type: 'json' }
import vendors from '../../../src/main/engine/names/pci-vendors.json' with { type: 'json' }
import { loadPciNames, loadPciVendorNames } from '../../../src/main/engine/pci-names.ts'

it('names vendors, and keeps silent about numbers nobody holds', async () => {
  const { vendorName } = await loadPciVendorNames()
  expect([0x8086, 0x10ee, 0x18f4, 0x15cf, 0x0000].map(vendorName)).toEqual([
    'Intel Corporation',
    'Xilinx Corporation',
    'Napatech A/S',
    'Hilscher Gesellschaft für Systemautomation mbH',
    undefined,
  ])
})

it('names PCI devices', async () => {
  const { deviceName } = await loadPciNames()
  expect([deviceName(0x8086, 0x1531), deviceName(0x8086, 0xfffe), deviceName(0x0000, 0x0000)]).toEqual([
    'I210 Gigabit Unprogrammed',
    undefined,
    undefined,
  ])
})

it.each([vendors, devices])('ships the licence with the names', ({ version, notice }) => {
  expect(version).toMatch(/^\d{4}\.\d\d\.\d\d$/)
  expect(notice.join('\n')).toContain('Copyright (c) Martin Mares and Albert Pool')
  expect(notice.join('\n')).toContain('Redistributions in binary form must reproduce the above copyright notice')
})
