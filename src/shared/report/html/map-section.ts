import { DEVICE_DEFAULT_ADDRESS, formatAddress, range, reservationOf } from '#shared/i2c/address.ts'
import type { Run, RunDevice } from '#shared/run/run.ts'
import { KIND_WORDS, glyph, kindOf, type Kind } from './kinds.ts'
import { markup, type Markup } from './markup.ts'

const COLUMNS = range(0x0, 0xf)
const ROWS = range(0x0, 0x7)

/** Every address of the bus and who is there. */
export function mapSection(run: Run): Markup {
  const map = new BusMap(run)
  const columns = COLUMNS.map((column) => markup`<th scope="col">${column.toString(16).toUpperCase()}</th>`)
  const rows = ROWS.map((row) => {
    const cells = COLUMNS.map((column) => map.cell((row << 4) | column))
    return markup`<tr>
      <th scope="row">${row}x</th>
      ${cells}
    </tr>`
  })
  return markup`<section aria-labelledby="map">
    <h2 id="map">Bus map</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Bus map">
      <table class="map">
        <thead>
          <tr>
            <td></td>
            ${columns}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${legend()}
  </section>`
}

class BusMap {
  readonly #devices = new Map<number, RunDevice[]>()
  readonly #others: ReadonlyMap<number, string>
  readonly #pool: ReadonlySet<number>

  constructor({ devices, other_addresses: others, settings }: Run) {
    for (const device of devices) {
      if (device.address === null) continue
      const address = Number(device.address)
      this.#devices.set(address, [...(this.#devices.get(address) ?? []), device])
    }
    this.#others = new Map(others.map(({ address, answers_to: to }) => [Number(address), to]))
    this.#pool = new Set(settings.pool.map(Number))
  }

  cell(address: number): Markup {
    const [device, ...more] = this.#devices.get(address) ?? []
    if (device) return deviceCell(address, device, more.length)
    const other = this.#others.get(address)
    if (other !== undefined) return occupied(address, 'plain', other === 'kernel-driver' ? 'in use' : 'answers')
    if (address === DEVICE_DEFAULT_ADDRESS) return occupied(address, 'arp', 'ARP')
    const reservation = reservationOf(address)
    if (this.#pool.has(address)) return markup`<td class="pool">${spoken(address, 'free, of the pool')}</td>`
    if (reservation) return markup`<td class="reserved">${spoken(address, `reserved, ${reservation.why}`)}</td>`
    return markup`<td class="free">${spoken(address, 'free')}</td>`
  }
}

function deviceCell(address: number, device: RunDevice, more: number): Markup {
  const kind = kindOf(device)
  const name = `${device.vendor.slice(2)}:${device.device.slice(2)}`
  return markup`<td class="taken">
    <a href="#device-${device.index}"
      >${glyph(kind)} <b>${digits(address)}</b><span class="spoken"> ${KIND_WORDS[kind]} </span>
      <small>${more > 0 ? `+ ${more} more` : name}</small></a
    >
  </td>`
}

function occupied(address: number, kind: Kind, words: string): Markup {
  return markup`<td class="taken ${kind}">
    <span>${glyph(kind)} <b>${digits(address)}</b> <small>${words}</small></span>
  </td>`
}

function spoken(address: number, words: string): Markup {
  return markup`<span class="spoken">${formatAddress(address)} ${words}</span>`
}

function digits(address: number): string {
  return formatAddress(address).slice(2)
}

function legend(): Markup {
  const kinds = (Object.keys(KIND_WORDS) as Kind[]).map((kind) => markup`<li>${glyph(kind)} ${KIND_WORDS[kind]}</li>`)
  return markup`<ul class="legend">
    ${kinds}
    <li><span class="swatch reserved"></span> reserved</li>
    <li><span class="swatch pool"></span> the pool may assign</li>
  </ul>`
}
