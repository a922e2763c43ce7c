import type { HostApi } from '#shared/api/contract.ts'
import { SocketHost } from './socket-host.ts'

const TOKEN_KEY = 'arpeggio:token'

/** The engine this page belongs to: the app's, the server's it came from, or, on its own, one in the page. */
export async function chooseHost(): Promise<HostApi> {
  if (window.arpeggio) return window.arpeggio
  // The address of a server that was started again differs in its token alone: no browser loads a page for that.
  addEventListener('hashchange', () => location.reload())
  const token = takeToken()
  if (token !== null) return new SocketHost(location.origin, token)
  const { SimulatedHost } = await import('./simulated/simulated-host.ts')
  return new SimulatedHost({ paceMs: Number(new URLSearchParams(location.search).get('pace') ?? 0) })
}

/** The token of the printed address; it leaves the address bar at once, and a reload still has it. */
function takeToken(): string | null {
  const { hash } = location
  if (!/^#[A-Za-z0-9_-]{16,}$/.test(hash)) return sessionStorage.getItem(TOKEN_KEY)
  sessionStorage.setItem(TOKEN_KEY, hash.slice(1))
  history.replaceState(null, '', location.pathname + location.search)
  return hash.slice(1)
}
