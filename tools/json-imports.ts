import type { Plugin } from 'vite'

/**
 * The dev server turns JSON into JavaScript but leaves `with { type: 'json' }` at its import, which a browser then
 * refuses for the type of what it gets; bundles do not need this.
 */
export function jsonImports(): Plugin {
  return {
    name: 'arpeggio:json-imports',
    enforce: 'pre',
    apply: 'serve',
    transform: (code, id) =>
      id.includes('/sim/scenarios/') ? code.replaceAll(/, \{ with: \{ type: 'json' \} \}/g, '') : undefined,
  }
}
