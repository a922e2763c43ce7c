import type { AdapterList } from '#shared/api/adapter-list.ts'

/** Every adapter of every kind attached to this computer. What can't be looked for is a problem, not a failure. */
export async function listAdapters(): Promise<AdapterList> {
  const [{ listMcp2221 }, { listCh341 }, { listI2cDev }] = await Promise.all([
    import('./mcp2221-source.ts'),
    import('./ch341-source.ts'),
    import('./i2c-dev-source.ts'),
  ])
  const lists = await Promise.all([listMcp2221(), listCh341(), listI2cDev()])
  return {
    adapters: lists.flatMap(({ adapters }) => adapters),
    problems: lists.flatMap(({ problems }) => problems),
  }
}
