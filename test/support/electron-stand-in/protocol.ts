type Handler = (request: Request) => Promise<Response>

const handlers = new Map<string, Handler>()

/** Schemes of the app's own. */
export const protocol = {
  registerSchemesAsPrivileged: (): void => undefined,
  handle: (scheme: string, handler: Handler): void => void handlers.set(scheme, handler),

  /** As the page's process asks for a URL. */
  async fetch(url: string): Promise<Response> {
    const handler = handlers.get(new URL(url).protocol.slice(0, -1))
    return (await handler?.(new Request(url))) ?? new Response(null, { status: 404 })
  },
}
