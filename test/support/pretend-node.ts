/**
 * Options that make a Node process look like another version, and refuse to load anything but `entry` after that: what a
 * program does before its first import, seen alone.
 */
export function pretendNode(version: string, entry: string): string[] {
  const script = `
    import { registerHooks } from 'node:module'
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })
    registerHooks({
      resolve(specifier, context, next) {
        if (!specifier.endsWith('/${entry}')) throw new Error('loaded ' + specifier)
        return next(specifier, context)
      },
    })`
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`]
}
