// Preloaded into Node: whoever asks for `electron` gets the stand-in, as a module or by require.
import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== 'electron') return nextResolve(specifier, context)
    return { url: new URL('electron.ts', import.meta.url).href, shortCircuit: true }
  },
})
await import('./page-driver.ts')
