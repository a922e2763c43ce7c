/**
 * Published vectors: UDIDs from data sheets and firmware sources, frames with the PECs recomputed from the
 * CRC-8 of SMBus. Addresses of ARP commands are the Device Default Address, 0xc2 and 0xc3 on the wire.
 */

/** UDIDs by the name the tests call them. */
export const UDID = {
  i217Strap0: '4108808610d400040000000044332210',
  i217Strap1: '4108808610d400040000000044332211',
  i210: '410b8086153100040000000000c91234',
  nt400d11: '810818f40000002518f4021500c91234',
  alveo: '010810ee0000002710ee000000202010',
  avedSample: '400f10eeffff0007f00f0ff0ffffff10',
  openTitan: '000102030405060708090a0b0c0d0e0f',
  kernelSwapped: '00080000000004000000000000000000',
  kernelIntended: '00080000000000040000000000000000',
  badge: '8100dc5a0102000412345678deadbeef',
} as const

/** Frames without a UDID: the bytes on the wire up to the PEC, and the PEC. */
export const SHORT_FRAMES = [
  { name: 'Prepare to ARP', bytes: 'c201', pec: 0xc0 },
  { name: 'Reset Device, general', bytes: 'c202', pec: 0xc9 },
  { name: 'Reset Device of 0x10', bytes: 'c220', pec: 0x27 },
  { name: 'Reset Device of 0x64', bytes: 'c2c8', pec: 0xb1 },
  { name: 'Notify ARP Controller', bytes: '10c20000', pec: 0x3c },
] as const

/** For each UDID the PECs of the frames it occurs in. */
export const UDID_FRAMES = [
  {
    udid: UDID.i217Strap0,
    replyNoAddress: 0x54,
    replyAt64: 0xd6,
    assign10Even: 0x38,
    assign10Odd: 0x3f,
    directedAt10: 0x83,
  },
  {
    udid: UDID.i217Strap1,
    replyNoAddress: 0x41,
    replyAt64: 0xc3,
    assign10Even: 0x2d,
    assign10Odd: 0x2a,
    directedAt10: 0x96,
  },
  { udid: UDID.i210, replyNoAddress: 0x8b, replyAt64: 0x09, assign10Even: 0xe7, assign10Odd: 0xe0, directedAt10: 0x5c },
  {
    udid: UDID.alveo,
    replyNoAddress: 0x1e,
    replyAt64: 0x9c,
    assign10Even: 0x72,
    assign10Odd: 0x75,
    directedAt10: 0xc9,
  },
  {
    udid: UDID.avedSample,
    replyNoAddress: 0x94,
    replyAt64: 0x16,
    assign10Even: 0xf8,
    assign10Odd: 0xff,
    directedAt10: 0x43,
  },
  {
    udid: UDID.openTitan,
    replyNoAddress: 0x92,
    replyAt64: 0x10,
    assign10Even: 0xfe,
    assign10Odd: 0xf9,
    directedAt10: 0x45,
  },
  {
    udid: UDID.kernelSwapped,
    replyNoAddress: 0x3e,
    replyAt64: 0xbc,
    assign10Even: 0x52,
    assign10Odd: 0x55,
    directedAt10: 0xe9,
  },
  {
    udid: UDID.kernelIntended,
    replyNoAddress: 0xe5,
    replyAt64: 0x67,
    assign10Even: 0x89,
    assign10Odd: 0x8e,
    directedAt10: 0x32,
  },
  {
    udid: UDID.badge,
    replyNoAddress: 0xf3,
    replyAt64: 0x71,
    assign10Even: 0x9f,
    assign10Odd: 0x98,
    directedAt10: 0x24,
  },
] as const
