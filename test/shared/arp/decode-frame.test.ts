import { describe, expect, it } from 'vitest'
import { decodeFrame } from '#shared/arp/decode-frame.ts'
import { parseFrame } from '#shared/arp/frame-text.ts'

/** The published UDIDs that the vectors of frames use. */
const I217 = '41088086 10d40004 00000000 44332211'
const OPENTITAN = '00010203 04050607 08090a0b 0c0d0e0f'
const UDIDS = {
  'I217, strap 0': '41088086 10d40004 00000000 44332210',
  'I217, strap 1': I217,
  I210: '410b8086 15310004 00000000 00c91234',
  Alveo: '010810ee 00000027 10ee0000 00202010',
  AVED: '400f10ee ffff0007 f00f0ff0 ffffff10',
  OpenTitan: OPENTITAN,
  'test target': '00080000 00000400 00000000 00000000',
  'test target, byte order mended': '00080000 00000004 00000000 00000000',
  badge: '8100dc5a 01020004 12345678 deadbeef',
}

describe('decodeFrame', () => {
  it.each([
    ['c2 01', 'c0', 'prepare', 'Prepare to ARP'],
    ['c2 02', 'c9', 'reset', 'Reset Device, general'],
    ['c2 20', '27', 'reset-directed', 'Reset Device, directed to 0x10'],
    ['c2 c8', 'b1', 'reset-directed', 'Reset Device, directed to 0x64'],
    ['10 c2 00 00', '3c', 'notify', 'Notify ARP Controller'],
  ])('knows %s | %s', (bytes, pec, kind, title) => {
    const frame = decodeFrame(`${bytes} ${pec}`)
    expect([frame.kind, frame.title, frame.pec.verdict, frame.notes]).toEqual([kind, title, 'good', []])
    expect(decodeFrame(bytes).pec).toMatchObject({ got: null, expected: Number.parseInt(pec, 16), verdict: 'missing' })
  })

  it.each([
    ['I217, strap 0', '54', 'd6', '38', '3f', '83'],
    ['I217, strap 1', '41', 'c3', '2d', '2a', '96'],
    ['I210', '8b', '09', 'e7', 'e0', '5c'],
    ['Alveo', '1e', '9c', '72', '75', 'c9'],
    ['AVED', '94', '16', 'f8', 'ff', '43'],
    ['OpenTitan', '92', '10', 'fe', 'f9', '45'],
    ['test target', '3e', 'bc', '52', '55', 'e9'],
    ['test target, byte order mended', 'e5', '67', '89', '8e', '32'],
    ['badge', 'f3', '71', '9f', '98', '24'],
  ] as const)('agrees with the published PECs of %s', (name, none, at64, assign20, assign21, directed) => {
    const udid = UDIDS[name]
    const frames = [
      [`c2 03 c3 11 ${udid} ff ${none}`, 'get-udid', null],
      [`c2 03 c3 11 ${udid} c9 ${at64}`, 'get-udid', 0x64],
      [`c2 04 11 ${udid} 20 ${assign20}`, 'assign', 0x10],
      [`c2 04 11 ${udid} 21 ${assign21}`, 'assign', 0x10],
      [`c2 21 c3 11 ${udid} 21 ${directed}`, 'get-udid-directed', 0x10],
    ] as const
    for (const [text, kind, deviceAddress] of frames) {
      const frame = decodeFrame(text)
      expect(frame).toMatchObject({
        kind,
        deviceAddress,
        udid: udid.replaceAll(' ', ''),
        pec: { verdict: 'good' },
        notes: [],
      })
    }
  })

  it.each([
    ['c2 01 07', 0xc0, 0x07],
    ['c2 02 0e', 0xc9, 0x0e],
    [`c2 03 c3 11 ${OPENTITAN} ff b7`, 0x92, 0xb7],
    [`c2 03 c3 11 ${OPENTITAN} ff ca`, 0x92, 0xca],
  ])('explains a PEC that leaves out the address bytes: %s', (text, expected, withoutAddress) => {
    const { pec, notes } = decodeFrame(text)
    expect(pec).toEqual({ got: withoutAddress, expected, withoutAddress, verdict: 'without-address' })
    expect(notes).toEqual(['the PEC was computed without the address bytes'])
  })

  it.each([
    `S C2 A 21 A Sr C3 A 11 a ${I217} 21 96 n P`,
    `S 61w 21 Sr 61r 11 ${I217} 21 96 P`,
    `write C2 21 Sr read C3 11 ${I217} 21 96`,
    `C221C311${I217.replaceAll(' ', '')}2196`,
    `0xC2, 0x21 | 0xC3, 0x11, ${I217} 0x21 [96]`,
  ])('reads the spelling %s', (text) => {
    expect(decodeFrame(text)).toEqual(decodeFrame(`c2 21 c3 11 ${I217} 21 96`))
  })

  it('names every byte of a Get UDID', () => {
    expect(decodeFrame(`c2 21 c3 11 ${I217} 21 96`)).toEqual({
      kind: 'get-udid-directed',
      title: 'Get UDID, directed to 0x10',
      operation: 'write_read',
      address: 0x61,
      fields: [
        { name: 'address', bytes: 'c2', meaning: 'SMBus Device Default Address 0x61, write' },
        { name: 'command', bytes: '21', meaning: 'Get UDID, directed to 0x10' },
        {
          name: 'address again',
          bytes: 'c3',
          meaning: 'SMBus Device Default Address 0x61, read, after a repeated START',
        },
        { name: 'count', bytes: '11', meaning: '17: the UDID and an address byte' },
        { name: 'UDID', bytes: I217.replaceAll(' ', ''), meaning: 'see below' },
        { name: 'address', bytes: '21', meaning: 'the device holds 0x10' },
        { name: 'PEC', bytes: '96', meaning: 'see below' },
      ],
      udid: I217.replaceAll(' ', ''),
      deviceAddress: 0x10,
      pec: { got: 0x96, expected: 0x96, withoutAddress: 0x70, verdict: 'good' },
      notes: [],
    })
  })

  it.each([
    ['S 61w 03 N P', 'byte 1 was refused: nothing after it counts'],
    ['S 61w N P', 'byte 0 was refused: nothing after it counts'],
    ['c2 03', 'no reply: Get UDID goes on with a repeated START and a read'],
    ['c2 03 c3', 'ends before the byte count'],
    [`c2 03 c3 05 ${I217} c9 00`, 'byte count 5 instead of 17: nothing of what follows may be used'],
    [
      `c2 03 c3 ${'ff '.repeat(19)}`,
      'filler: a resolved device that can not refuse the command sends 0xff; nobody is left to enumerate',
    ],
    [`c2 03 c3 11 ${I217} c8 c4`, 'bit 0 of the address byte should be 1'],
    [`c2 03 c3 11 ${I217}`, 'ends before the address byte'],
    ['c2 01 c0 00', '1 bytes more than the command has'],
    ['c2 05 dc', 'reserved command codes are 0x00 and 0x05-0x1f, and those of addresses above 0x77'],
    ['10 c2 00 00', 'a notification may come without a PEC'],
  ])('notes what is odd about %s', (text, note) => {
    expect(decodeFrame(text).notes).toContain(note)
  })

  it('does not use a UDID whose count is not 17', () => {
    expect(decodeFrame(`c2 03 c3 20 ${I217} c9 00`).udid).toBeNull()
  })

  it('explains what is no ARP as far as its address and PEC', () => {
    expect(decodeFrame('90 00 Sr 91 19 00')).toMatchObject({
      kind: 'other',
      operation: 'write_read',
      address: 0x48,
      pec: { verdict: 'unknown' },
    })
    expect(decodeFrame('S 48r 19 P')).toMatchObject({ kind: 'other', operation: 'read' })
  })

  it('hears a notification of somebody else', () => {
    expect(decodeFrame('10 90 34 12')).toMatchObject({ kind: 'notify', title: 'Host Notify from 0x48' })
  })
})

describe('parseFrame', () => {
  it.each([
    ['', 'expected the bytes of a transaction, found none'],
    ['S P', 'expected the bytes of a transaction, found none'],
    ['c2 01 c', 'found "c", expected two hex digits a byte'],
    ['c2 xy', 'found "xy", expected hex bytes, S, Sr or P'],
    ['S c2 01 c0 P S c2 02', 'found "S" after the STOP: expected one transaction at a time'],
    ['c2 S 01', 'found a START in the middle: a repeated START is written Sr'],
    ['Sr c3 11', 'expected bytes before and after the repeated START'],
    ['c2 03 Sr', 'expected bytes before and after the repeated START'],
  ])('refuses %j', (text, message) => {
    expect(() => parseFrame(text)).toThrow(new SyntaxError(message))
  })
})
