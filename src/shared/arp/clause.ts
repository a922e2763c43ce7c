/**
 * The clauses of the specification that govern ARP, as people look them up. SMBus 3.x has the same commands in its own
 * ARP chapter; the numbers are those of SMBus 2.0.
 */
export const CLAUSE = {
  prepare: 'SMBus 2.0 §5.6.3, Prepare to ARP',
  reset: 'SMBus 2.0 §5.6.3, Reset Device (general)',
  resetDirected: 'SMBus 2.0 §5.6.3, Reset Device (directed)',
  getUdid: 'SMBus 2.0 §5.6.3, Get UDID (general)',
  getUdidDirected: 'SMBus 2.0 §5.6.3.6, Get UDID (directed)',
  assign: 'SMBus 2.0 §5.6.3.5, Assign Address',
  notify: 'SMBus 2.0 §5.6.3, Notify ARP Master',
  commands: 'SMBus 2.0 §5.6.3, ARP commands: reserved codes',
  flags: 'SMBus 2.0 §5.6.3, table 8: the AV and AR flags',
  udid: 'SMBus 2.0 §5.6, Unique Device Identifier',
  pec: 'SMBus 2.0, Packet Error Checking; mandatory for every ARP command (§5.6.3)',
  powerUp: 'SMBus 2.0, tPOR: ready within 500 ms of power',
  stretch: 'SMBus 2.0, tLOW:SEXT: a target stretches the clock by 25 ms at most within one message',
  address: 'DSP0237 1.1.0 §6.12.1: a device acknowledges every address it owns',
} as const
