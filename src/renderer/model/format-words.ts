const WORDS: Readonly<Record<string, string>> = {
  json: 'Everything, with a digest; opens here again',
  html: 'One page to read, print and send',
  csv: 'For a spreadsheet',
  'csv-transactions': 'Every byte, for a spreadsheet',
  junit: 'For a test server',
  vcd: 'Waveforms, for GTKWave and PulseView',
  pcap: 'Packets, for Wireshark',
  linux: 'Lines for a Linux machine to take over the devices',
}

/** What a format is for, in a few words; a format that came later has its title alone. */
export function formatWords(name: string): string {
  return WORDS[name] ?? ''
}
