/** @param {string} names */
const packages = (names) => `(^|/)node_modules/(${names})/`

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'shared-is-pure',
      comment:
        'src/shared runs in a page, a worker, Electron and Node alike: no Node module, and only packages on this list.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { pathNot: ['^src/shared/', packages('zod'), packages('csv-stringify/dist/esm')] },
    },
    {
      name: 'renderer-only-shared',
      comment: 'The page is a view of src/shared; everything else reaches it through the preload.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { pathNot: ['^src/renderer/', '^src/shared/', packages('svelte|zod|bits-ui|virtua|@fontsource-variable')] },
    },
    {
      name: 'electron-only-in-app-and-preload',
      comment: 'Engine, command line and server run without Electron.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main/app/', '^src/preload/'] },
      to: { path: ['^electron$', packages('electron')] },
    },
    {
      name: 'native-only-in-ports',
      comment: 'Native modules stand behind HidPort and UsbPort.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/ports/' },
      to: { path: ['^(node-hid|usb|koffi)$', packages('node-hid|usb|koffi')] },
    },
    {
      name: 'main-apart-from-the-page',
      comment: 'Main and page meet in src/shared only.',
      severity: 'error',
      from: { path: '^src/main/' },
      to: { path: '^src/(renderer|preload)/' },
    },
    {
      name: 'preload-only-shared',
      comment: 'The preload is a thin facade: the contract of src/shared, and electron.',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: { pathNot: ['^src/preload/', '^src/shared/', '^electron$', packages('electron')] },
    },
    {
      name: 'desktop-apart-from-the-rest',
      comment: 'Only the composition root starts the desktop app.',
      severity: 'error',
      from: { path: '^src/main/', pathNot: ['^src/main/app/', '^src/main/index\\.ts$'] },
      to: { path: '^src/main/app/' },
    },
    {
      name: 'no-test-code',
      comment: 'Simulators are product code; tests and their support are not.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|tools)/' },
    },
    {
      name: 'no-dev-dependencies',
      comment: 'What main imports must be there after an install without development packages.',
      severity: 'error',
      from: { path: '^src/(main|shared)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: packages('electron'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], exportsFields: ['exports'] },
  },
}
