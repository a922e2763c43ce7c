import type { OperationChoice } from './operation-choice.ts'
import type { Workbench } from './workbench.svelte.ts'

/** Something the engineer can do: in the palette, by keys, and on the sheet of shortcuts. */
export interface AppCommand {
  readonly id: string
  readonly title: string
  readonly group: 'Run' | 'Go to' | 'Bus' | 'Look'
  /** As the keys are written: `Ctrl+2`; empty for none. */
  readonly keys: string
  readonly isPossible: boolean
  readonly run: () => void
}

/** What commands need of the window beyond the workbench. */
export interface WindowParts {
  readonly openPicker: () => void
  readonly openFile: () => void
  readonly focusFilter: () => void
}

/** Every command, as things stand. */
export function appCommands(bench: Workbench, parts: WindowParts): AppCommand[] {
  return [...runCommands(bench), ...viewCommands(bench, parts), ...busCommands(bench, parts), ...lookCommands(bench)]
}

function runCommands(bench: Workbench): AppCommand[] {
  const isReady =
    bench.selector !== null && !bench.isUnplugged && !bench.isRunning && !bench.lines.stuck && bench.engine.mayControl
  const run = (choice: OperationChoice, title: string, keys = ''): AppCommand => {
    return { id: choice, title, group: 'Run', keys, isPossible: isReady, run: () => void bench.perform(choice) }
  }
  return [
    run('enumerate', 'Enumerate', 'F5'),
    run('inventory', 'Inventory: read only'),
    run('scan', 'Scan addresses'),
    run('watch', 'Watch who comes and goes'),
    run('verify', 'Verify against an expectation'),
    {
      id: 'expect',
      title: 'Choose an expectation…',
      group: 'Run',
      keys: '',
      isPossible: true,
      run: () => void bench.expect(),
    },
    {
      id: 'stop',
      title: 'Stop the run',
      group: 'Run',
      keys: 'Esc',
      isPossible: bench.isRunning,
      run: () => void bench.stop(),
    },
  ]
}

function viewCommands(bench: Workbench, { openFile }: WindowParts): AppCommand[] {
  const go = (view: Workbench['view'], title: string, keys: string): AppCommand => {
    return { id: view, title, group: 'Go to', keys, isPossible: true, run: () => (bench.view = view) }
  }
  const log = (): void => {
    bench.view = 'bench'
    bench.focus.tab = 'log'
  }
  return [
    go('bench', 'Bench', 'Ctrl+1'),
    go('runs', 'Runs', 'Ctrl+2'),
    go('report', 'Report', 'Ctrl+3'),
    go('checks', 'Checks of a target', 'Ctrl+5'),
    go('step', 'Step by step', 'Ctrl+6'),
    go('doctor', 'Doctor', 'Ctrl+4'),
    go('settings', 'Settings', 'Ctrl+,'),
    {
      id: 'export',
      title: 'Export…',
      group: 'Go to',
      keys: 'Ctrl+E',
      isPossible: true,
      run: () => (bench.view = 'report'),
    },
    { id: 'log', title: 'Log', group: 'Go to', keys: 'Ctrl+L', isPossible: true, run: log },
    {
      id: 'open',
      title: 'Open a saved run…',
      group: 'Go to',
      keys: 'Ctrl+O',
      isPossible: !bench.isRunning,
      run: openFile,
    },
  ]
}

function busCommands(bench: Workbench, { openPicker, focusFilter }: WindowParts): AppCommand[] {
  const { consent, lines } = bench
  const hasBus = bench.selector !== null
  return [
    {
      id: 'picker',
      title: 'Choose an adapter',
      group: 'Bus',
      keys: 'Alt+A',
      isPossible: !bench.isRunning,
      run: openPicker,
    },
    {
      id: 'cards',
      title: 'Simulated card…',
      group: 'Bus',
      keys: '',
      isPossible: !bench.isRunning,
      run: () => (bench.overlay = 'cards'),
    },
    {
      id: 'arm',
      title: 'Arm ARP…',
      group: 'Bus',
      keys: '',
      isPossible: hasBus && !consent.armed,
      run: () => (bench.overlay = 'arming'),
    },
    {
      id: 'safe',
      title: 'Make ARP safe',
      group: 'Bus',
      keys: '',
      isPossible: consent.armed,
      run: () => void bench.keepSafe(),
    },
    {
      id: 'recover',
      title: 'Recover the bus',
      group: 'Bus',
      keys: '',
      isPossible: lines.stuck !== undefined,
      run: () => void bench.recover(),
    },
    {
      id: 'filter',
      title: 'Filter transactions',
      group: 'Look',
      keys: '/',
      isPossible: bench.run !== undefined,
      run: focusFilter,
    },
  ]
}

function lookCommands(bench: Workbench): AppCommand[] {
  const theme = (value: 'system' | 'light' | 'dark' | 'high-contrast', title: string): AppCommand => {
    const run = (): void => void bench.preferences.change({ theme: value })
    return { id: `theme-${value}`, title: `Theme: ${title}`, group: 'Look', keys: '', isPossible: true, run }
  }
  return [
    theme('system', 'as the system'),
    theme('light', 'light'),
    theme('dark', 'dark'),
    theme('high-contrast', 'high contrast'),
    {
      id: 'shortcuts',
      title: 'Shortcuts',
      group: 'Look',
      keys: '?',
      isPossible: true,
      run: () => (bench.overlay = 'shortcuts'),
    },
    {
      id: 'about',
      title: 'About and system report',
      group: 'Look',
      keys: '',
      isPossible: true,
      run: () => (bench.overlay = 'about'),
    },
  ]
}

/** The command a key means; undefined for keys that mean none, or type into a field. */
export function commandForKey(commands: readonly AppCommand[], event: KeyboardEvent): AppCommand | undefined {
  const target = event.target
  const isTyping = target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null
  const parts = [...(event.ctrlKey || event.metaKey ? ['Ctrl'] : []), ...(event.altKey ? ['Alt'] : [])]
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key === 'Escape' ? 'Esc' : event.key
  if (isTyping && parts.length === 0 && event.key.length === 1) return undefined
  const pressed = [...parts, key].join('+')
  return commands.find(({ keys }) => keys !== '' && keys === pressed)
}
