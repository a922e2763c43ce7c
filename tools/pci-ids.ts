/** What of a pci.ids is kept: vendors and their devices, no subsystems, no classes. IDs are four lower-case hex digits. */
export interface PciIds {
  /** As the file calls itself: `2023.04.10`. */
  readonly version: string
  readonly vendors: ReadonlyMap<string, PciVendor>
}

interface PciVendor {
  readonly name: string
  readonly devices: ReadonlyMap<string, string>
}

const VERSION = /^#\s+Version: (\S+)/m
const LINE = /^(\t{0,2})([0-9a-f]{4})\s+(\S.*)$/

/**
 * Reads the text of a pci.ids.
 * @throws SyntaxError for what is no pci.ids
 */
export function parsePciIds(text: string): PciIds {
  const version = VERSION.exec(text)?.[1]
  if (version === undefined) throw new SyntaxError('no pci.ids: a line "# Version: …" is missing')
  const vendors = new Map<string, PciVendor & { devices: Map<string, string> }>()
  let vendor: { devices: Map<string, string> } | undefined
  for (const line of vendorLines(text)) {
    const [, indent, id = '', name = ''] = LINE.exec(line) ?? []
    if (indent === '') {
      const found = { name: printed(name), devices: new Map<string, string>() }
      vendors.set(id, found)
      vendor = found
    } else if (indent === '\t') {
      vendor?.devices.set(id, printed(name))
    }
  }
  if (vendors.size === 0) throw new SyntaxError('no pci.ids: it names no vendor')
  return { version, vendors }
}

/** The two files of names: vendors, which every run needs, and devices, which are ten times as large. */
export function renderNameFiles({ version, vendors }: PciIds): { readonly name: string; readonly text: string }[] {
  const entries = [...vendors].sort(([one], [other]) => (one < other ? -1 : 1))
  const vendorNames = entries.map(([id, { name }]) => [id, name] as const)
  const deviceNames = entries
    .filter(([, { devices }]) => devices.size > 0)
    .map(([id, { devices }]) => [id, keyed([...devices].sort(([one], [other]) => (one < other ? -1 : 1)))] as const)
  const render = (names: object): string => `${JSON.stringify({ version, notice: NOTICE, names }, null, 2)}\n`
  return [
    { name: 'pci-vendors.json', text: render(keyed(vendorNames)) },
    { name: 'pci-devices.json', text: render(keyed(deviceNames)) },
  ]
}

/** The lines before the device classes, which look like vendors but for a letter. */
function vendorLines(text: string): string[] {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => /^C [0-9a-f]{2} /.test(line))
  return lines.slice(0, end === -1 ? undefined : end).filter((line) => line !== '' && !line.startsWith('#'))
}

/** With `x` before each ID: objects list keys that are whole numbers first, which would tear the order apart. */
function keyed<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries(entries.map(([id, value]) => [`x${id}`, value]))
}

function printed(name: string): string {
  return name.replaceAll(/\p{Cc}+/gu, ' ').trim()
}

/** The licence of the list, of the two it offers; it has to go wherever the names go. */
const NOTICE = [
  'Names from pci.ids, the PCI ID list, here without subsystems, classes and comments.',
  'Maintained by Albert Pool, Martin Mares, and other volunteers from the PCI ID Project at https://pci-ids.ucw.cz/',
  'Copyright (c) Martin Mares and Albert Pool. Used under the 3-clause BSD License:',
  'Redistribution and use in source and binary forms, with or without modification, are permitted provided that the ' +
    'following conditions are met:',
  '1. Redistributions of source code must retain the above copyright notice, this list of conditions and the ' +
    'following disclaimer.',
  '2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the ' +
    'following disclaimer in the documentation and/or other materials provided with the distribution.',
  '3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote ' +
    'products derived from this software without specific prior written permission.',
  'THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, ' +
    'INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE ' +
    'DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, ' +
    'SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR ' +
    'SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, ' +
    'WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE ' +
    'USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.',
]
