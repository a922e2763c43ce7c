import type { AdapterListing } from '../../../../src/shared/api/adapter-list.ts'
import type {
  AnswerOf,
  ArgumentOf,
  EngineState,
  NoticeName,
  Notices,
  Reply,
  RequestName,
  RunEventBatch,
} from '../../../../src/shared/api/contract.ts'
import type { DoctorReport } from '../../../../src/shared/api/doctor-report.ts'
import type { RunListing } from '../../../../src/shared/api/run-listing.ts'
import { MCP2221_CAPABILITIES } from '../../../../src/shared/adapters/mcp2221/driver.ts'
import { ch341Capabilities } from '../../../../src/shared/adapters/ch341/capabilities.ts'
import { NoticeBoard } from '../../../../src/renderer/hosts/notice-board.ts'
import { SimulatedHost } from '../../../../src/renderer/hosts/simulated/simulated-host.ts'

const MCP2221 = {
  kind: 'mcp2221',
  product: 'MCP2221A',
  ownerPid: null,
  problem: null,
  state: 'ready',
  capabilities: MCP2221_CAPABILITIES,
  limits: [],
} as const satisfies Partial<AdapterListing>

/** A desk with adapters in every state. */
const ADAPTERS: readonly AdapterListing[] = [
  { ...MCP2221, selector: 'mcp2221:0002137841', serial: '0002137841', path: '/dev/hidraw3' },
  {
    ...MCP2221,
    selector: 'mcp2221:0000891207',
    serial: '0000891207',
    path: '/dev/hidraw4',
    state: 'busy',
    ownerPid: 48112,
  },
  {
    ...MCP2221,
    selector: 'mcp2221:0003310562',
    serial: '0003310562',
    path: '/dev/hidraw5',
    state: 'no-permission',
    problem: 'No udev rule lets you open /dev/hidraw5: the doctor has it',
  },
  {
    ...MCP2221,
    selector: 'ch341:1-2.3',
    kind: 'ch341',
    product: 'CH341A',
    serial: null,
    path: '1-2.3',
    capabilities: ch341Capabilities(),
  },
]

const RULE = `sudo tee /etc/udev/rules.d/70-arpeggio.rules <<'EOF'
KERNEL=="hidraw*", SUBSYSTEM=="hidraw", ATTRS{idVendor}=="04d8", ATTRS{idProduct}=="00dd", TAG+="uaccess"
SUBSYSTEM=="usb", ATTR{idVendor}=="1a86", ATTR{idProduct}=="5512", TAG+="uaccess"
EOF
sudo udevadm control --reload && sudo udevadm trigger`

const CHECKS: DoctorReport['checks'] = [
  { id: 'usb', title: 'USB', state: 'ok', message: 'MCP2221A at port 1-2.3, serial 0003310562', mend: null },
  {
    id: 'driver',
    title: 'Driver',
    state: 'error',
    message: 'the kernel’s own driver hid_mcp2221 holds the adapter',
    mend: {
      explanation: 'Keep it from loading, then unplug and plug in. The adapter’s i2c-dev bus goes away with it.',
      commands: 'echo "blacklist hid_mcp2221" | sudo tee /etc/modprobe.d/arpeggio.conf\nsudo modprobe -r hid_mcp2221',
    },
  },
  {
    id: 'permission',
    title: 'Permission',
    state: 'error',
    message: 'no udev rule lets you open it',
    mend: {
      explanation: 'Add the rule; it lets whoever sits at this computer use the adapter. No restart.',
      commands: RULE,
    },
  },
  {
    id: 'others',
    title: 'Other adapters',
    state: 'warning',
    message: '/dev/i2c-0 and /dev/i2c-1 belong to group i2c, and you are not in it',
    mend: { explanation: 'Only if you want to use them.', commands: 'sudo usermod -aG i2c "$USER"' },
  },
  { id: 'lines', title: 'Lines', state: 'none', message: 'SCL and SDA can be read once the adapter opens', mend: null },
]

const FAULT = Object.assign(new TypeError(), {
  stack: `TypeError: listing.startedUtc is not there
    at dayText (text.ts:31:16)
    at RunTable (RunTable.svelte:110:14)
    at Runs (Runs.svelte:84:5)`,
})

const RESTARTING: EngineState = {
  state: 'restarting',
  message: 'The engine ended unexpectedly (139) and is started again',
  mayControl: true,
  savesFiles: true,
  runId: null,
}

/** The simulated engine in the page, at a desk with adapters, and with a doctor who has something to say. */
export class BenchHost extends SimulatedHost {
  readonly #own = new NoticeBoard()
  hasAdapters = false
  /** The page hears of so many events of a run and then of nothing more, not even its end: a run in progress stands still. */
  lastEvent = Infinity
  readonly #stoodStill = Promise.withResolvers<undefined>()

  /** The page has heard of the last event it shall. */
  get stoodStill(): Promise<undefined> {
    return this.#stoodStill.promise
  }

  override on<K extends NoticeName>(name: K, listener: (notice: Notices[K]) => void): () => void {
    const hear = (notice: Notices[K]): void => {
      if (name === 'run:ended' && this.lastEvent < Infinity) return
      if (name !== 'run:events') {
        listener(notice)
        return
      }
      const { from, events } = notice as RunEventBatch
      listener(this.#cut(notice as RunEventBatch) as Notices[K])
      if (from + events.length >= this.lastEvent) this.#stoodStill.resolve(undefined)
    }
    const ends = [super.on(name, hear), this.#own.on(name, listener)]
    return () => ends.forEach((end) => end())
  }

  #cut({ runId, from, events }: RunEventBatch): RunEventBatch {
    return { runId, from, events: events.slice(0, Math.max(0, this.lastEvent - from)) }
  }

  override async request<K extends RequestName>(name: K, argument: ArgumentOf<K>): Promise<Reply<AnswerOf<K>>> {
    const answer = this.#answers[name]?.()
    return answer === undefined ? super.request(name, argument) : { ok: true, value: answer as AnswerOf<K> }
  }

  /** The adapter at a port is pulled. */
  pull(selector: string): void {
    this.#own.post('adapters', { adapters: ADAPTERS.filter((one) => one.selector !== selector), problems: [] })
  }

  loseEngine(): void {
    this.#own.post('engine', RESTARTING)
  }

  /** What no engine says, and no page can draw. */
  sayNonsense(): void {
    const listing = new Proxy({} as RunListing, {
      get: () => {
        throw FAULT
      },
    })
    this.#own.post('history', [listing])
  }

  readonly #answers: Partial<Record<RequestName, () => unknown>> = {
    'adapters:list': () => ({ adapters: this.hasAdapters ? ADAPTERS : [], problems: [] }),
    'doctor:examine': () => ({ checkedUtc: new Date().toISOString(), checks: CHECKS, text: '' }),
  }
}
