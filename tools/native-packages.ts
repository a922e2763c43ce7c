/** Files of a package with native parts that have to lie on disk, for one system. */
export interface NativePackage {
  readonly name: string
  /** Paths within the package; a folder with all that is in it. */
  readonly files: readonly string[]
}

/** What the ports load on a system: of each package its JavaScript, its licence, and the binaries for that system alone. */
export function nativePackages(platform: string, arch: string): NativePackage[] {
  const hidBinary = platform === 'linux' ? 'HID_hidraw' : 'HID'
  return [
    {
      name: 'node-hid',
      files: ['nodehid.js', 'binding-options.js', 'LICENSE-bsd.txt', `prebuilds/${hidBinary}-${platform}-${arch}`],
    },
    { name: 'pkg-prebuilds', files: ['bindings.js', 'lib', 'LICENSE'] },
    { name: 'usb', files: ['index.js', 'dist/index.js', 'LICENSE.md'] },
    usbBinary(platform, arch),
    ...(platform === 'linux' ? koffi(arch) : []),
  ].map(({ name, files }) => ({ name, files: ['package.json', ...files] }))
}

/** Buses of the kernel are Linux's alone. */
function koffi(arch: string): NativePackage[] {
  return [
    { name: 'koffi', files: ['index.cjs', 'src/koffi/index.cjs', 'src/koffi/src/static.cjs', 'LICENSE.txt'] },
    { name: `@koromix/koffi-linux-${arch}`, files: ['index.js', `linux_${arch}`] },
  ]
}

function usbBinary(platform: string, arch: string): NativePackage {
  const abi = platform === 'linux' ? '-gnu' : platform === 'win32' ? '-msvc' : ''
  const system = `${platform}-${arch}${abi}`
  return { name: `@node-usb/usb-${system}`, files: [`usb.${system}.node`] }
}
