import { decodeUdid, lintUdid } from '#shared/arp/udid.ts'
import { formatModalias } from '#shared/identify/modalias.ts'
import { VENDOR_NAME_CAVEAT } from '#shared/identify/name-source.ts'
import type { Run, RunDevice } from '#shared/run/run.ts'
import type { EvidenceLinks } from './evidence.ts'
import { findingList } from './finding-list.ts'
import { glyph, kindOf } from './kinds.ts'
import { markup, type Markup } from './markup.ts'
import { udidBar, udidTable } from './udid-fields.ts'

const TYPE_WORDS: Readonly<Record<RunDevice['address_type'], string>> = {
  persistent: 'Persistent: keeps its address without power',
  volatile: 'Volatile: loses its address with power',
  fixed: 'Fixed: its address cannot be changed',
  random: 'Random: part of its UDID changes with Reset and power',
}

const STATUS_WORDS: Readonly<Record<RunDevice['status'], string>> = {
  ok: 'Not confirmed',
  kept_own_address: 'Kept an address of its own',
  conflict: 'Address conflict',
  unconfirmed: 'Not confirmed',
  failed: 'Failed',
  not_assigned: 'No address assigned',
}

const ASSIGNED_WORDS = { arpeggio: 'given by Arpeggio', kept: 'kept', device: 'its own, none was sent' } as const

/** What a transaction did for a device, by its step. */
const PROOF_WORDS: Readonly<Record<string, string>> = {
  look: 'found',
  walk: 'found',
  'get-udid': 'found',
  assign: 'assigned',
  confirm: 'confirmed',
}

/** A card for every device. */
export function deviceSection(run: Run, links: EvidenceLinks): Markup {
  return markup`<section aria-labelledby="devices">
    <h2 id="devices">Devices</h2>
    ${run.devices.length > 0 ? run.devices.map((device) => card(device, run, links)) : nobody(run, links)}
    ${run.devices.some(({ vendor_name: name }) => name !== null) ? markup`<p class="quiet">${VENDOR_NAME_CAVEAT}.</p>` : null}
  </section>`
}

/** An empty bus is an answer too, and it has its proof. */
function nobody({ transactions, operation }: Run, links: EvidenceLinks): Markup {
  if (operation === 'step')
    return markup`<p class="quiet">Step mode confirms nobody; the steps show each device's flags.</p>`
  if (operation === 'scan') return markup`<p class="quiet">A scan asks for no UDIDs; the map shows who answers.</p>`
  const looks = transactions.filter(({ step, outcome }) => step === 'look' && outcome !== 'ok')
  if (looks.length === 0) return markup`<p class="empty">No device: nothing was asked.</p>`
  return markup`<p class="empty">
    No ARP device. Looked at 0x61 ${looks.length === 1 ? 'once' : `${looks.length} times`}, and nobody acknowledged.
    ${links.list(looks.map(({ seq }) => seq))}
  </p>`
}

function card(device: RunDevice, run: Run, links: EvidenceLinks): Markup {
  const { index, address, findings, address_type: type } = device
  const fields = decodeUdid(device.udid)
  const oddities = lintUdid(fields)
  const own = findings.map((finding) => ({ finding, owner: null }))
  return markup`<article class="device" id="device-${index}" aria-labelledby="device-${index}-name">
    <header>
      ${glyph(kindOf(device))}
      <h3 id="device-${index}-name"><span class="num">${address ?? 'no address'}</span> ${title(device)}</h3>
      ${state(device)}
      <p>${TYPE_WORDS[type]} <span class="quiet">${onTheWire(device)}</span></p>
    </header>
    ${udidBar(device.udid)}
    <div class="columns">
      ${udidTable(device)}
      <dl>
        <dt>Before</dt>
        <dd>${device.address_before ?? 'no valid address'}</dd>
        <dt>Address</dt>
        <dd>${device.assigned_by === null ? 'none' : ASSIGNED_WORDS[device.assigned_by]}</dd>
        <dt>Class</dt>
        <dd>${device.class}</dd>
        <dt>Evidence</dt>
        <dd>${evidence(device, run, links)}</dd>
        <dt>Modalias</dt>
        <dd class="num">${formatModalias(fields)} <span class="quiet">proposed for Linux</span></dd>
      </dl>
    </div>
    ${oddities.length > 0 ? markup`<p class="quiet">Odd in its UDID: ${oddities.join('; ')}.</p>` : null}
    ${findings.length > 0 ? findingList(own, links) : null}
  </article>`
}

function title({ vendor, device, vendor_name: name }: RunDevice): Markup {
  return markup`${name === null ? null : markup`${name} `}<span class="num">${vendor.slice(2)}:${device.slice(2)}</span>`
}

function state({ confirmed, status }: RunDevice): Markup {
  const isGood = confirmed && (status === 'ok' || status === 'kept_own_address')
  const words = isGood && status === 'ok' ? 'Confirmed' : STATUS_WORDS[status]
  return markup`<p class="state ${isGood ? 'good' : status === 'not_assigned' ? 'open' : 'bad'}">${words}</p>`
}

function onTheWire({ address }: RunDevice): string {
  if (address === null) return ''
  const write = Number(address) << 1
  return `on the wire ${hex(write)}, ${hex(write | 1)}`
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

function evidence(device: RunDevice, run: Run, links: EvidenceLinks): Markup {
  const proofs = device.evidence.map((seq) => {
    const step = run.transactions.find((transaction) => transaction.seq === seq)?.step ?? ''
    return markup`<span>${PROOF_WORDS[step] ?? step} ${links.link(seq)}</span> `
  })
  return markup`<span class="proofs">${proofs.length > 0 ? proofs : 'none'}</span>`
}
