import { describe, expect, it } from 'vitest'
import { openBus } from '../open-bus.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

describe('eeprom', () => {
  const blank = () => openBus({ devices: [{ kind: 'eeprom', address: '0x50', contents: '00010203' }] })

  it('reads on from where it is, round the end', async () => {
    const { bus } = blank()
    expect((await bus.writeRead(0x50, bytes(0xfe), 4)).data).toEqual(bytes(0xff, 0xff, 0x00, 0x01))
    expect((await bus.read(0x50, 1)).data).toEqual(bytes(0x02))
  })

  it('counts written data bytes, not the memory address', async () => {
    const { bus, card } = blank()
    await bus.write(0x50, bytes(0x10))
    expect(card.eepromWrites()).toBe(0)
    await bus.write(0x50, bytes(0x10, 0xaa, 0xbb))
    expect(card.eepromWrites()).toBe(2)
    expect((await bus.writeRead(0x50, bytes(0x10), 2)).data).toEqual(bytes(0xaa, 0xbb))
  })

  it('writes round within a page of eight', async () => {
    const { bus } = blank()
    await bus.write(0x50, bytes(0x16, 1, 2, 3))
    expect((await bus.writeRead(0x50, bytes(0x10), 8)).data).toEqual(bytes(3, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2))
  })

  it('of 512 bytes answers at two addresses', async () => {
    const { bus } = openBus({ devices: [{ kind: 'eeprom', address: '0x50', size: 512 }] })
    await bus.write(0x51, bytes(0x00, 0x77))
    expect((await bus.writeRead(0x51, bytes(0x00), 1)).data).toEqual(bytes(0x77))
    expect((await bus.writeRead(0x50, bytes(0x00), 1)).data).toEqual(bytes(0xff))
    expect(await bus.read(0x52, 1)).toMatchObject({ outcome: 'nack-address' })
  })

  it('of 4096 bytes takes two address bytes', async () => {
    const { bus, card } = openBus({ devices: [{ kind: 'eeprom', address: '0x50', size: 4096 }] })
    await bus.write(0x50, bytes(0x0a, 0xbc))
    expect(card.eepromWrites()).toBe(0)
    await bus.write(0x50, bytes(0x0a, 0xbc, 0x55))
    expect((await bus.writeRead(0x50, bytes(0x0a, 0xbc), 1)).data).toEqual(bytes(0x55))
  })
})

describe('temperature-sensor', () => {
  it.each([
    [41.5, [0x29, 0x80]],
    [-0.5, [0xff, 0x80]],
    [0.125, [0x00, 0x20]],
  ])('%d °C reads as %o', async (celsius, expected) => {
    const { bus } = openBus({ devices: [{ kind: 'temperature-sensor', address: '0x48', celsius }] })
    expect((await bus.writeRead(0x48, bytes(0x00), 2)).data).toEqual(bytes(...expected))
  })

  it('keeps its pointer, and takes writes to its limits but not to the temperature', async () => {
    const { bus } = openBus({ devices: [{ kind: 'temperature-sensor', address: '0x48', celsius: 20 }] })
    await bus.write(0x48, bytes(0x03, 0x50, 0x00))
    expect((await bus.read(0x48, 2)).data).toEqual(bytes(0x50, 0x00))
    await bus.write(0x48, bytes(0x00, 0x12, 0x34))
    expect((await bus.read(0x48, 2)).data).toEqual(bytes(0x14, 0x00))
  })
})

describe('register-file', () => {
  it('acknowledges everything, returns its registers and counts those written', async () => {
    const { bus, card } = openBus({ devices: [{ kind: 'register-file', address: '0x61' }] })
    expect((await bus.writeRead(0x61, bytes(0x03), 3)).data).toEqual(bytes(3, 4, 5))
    expect(card.registerWrites()).toBe(0)
    await bus.write(0x61, bytes(0x01, 0xc0))
    expect(card.registerWrites()).toBe(1)
    expect((await bus.writeRead(0x61, bytes(0x01), 1)).data).toEqual(bytes(0xc0))
  })
})
