// The engine in a process of its own, beside the desktop app: what hangs or crashes here costs the bus, not the window.
import manifest from '../../../package.json' with { type: 'json' }
import { createEngineApi } from './api/create-engine-api.ts'
import type { FromEngine, ToEngine } from './process-messages.ts'
import { WindowFrontEnd } from './window-front-end.ts'

/** What Electron gives a utility process to talk with the main process. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: ToEngine }) => void): void
  postMessage(message: FromEngine): void
}

const { parentPort } = process as unknown as { readonly parentPort: ParentPort }
const [, , dataFolder = '.'] = process.argv

const api = createEngineApi({
  tool: { name: 'arpeggio', version: manifest.version },
  dataFolder,
  log: (line) => process.stderr.write(`${line}\n`),
})
const frontEnd = new WindowFrontEnd((message) => parentPort.postMessage(message))
const connection = api.connect(frontEnd)

parentPort.on('message', ({ data }) => void take(data))

async function take(message: ToEngine): Promise<void> {
  if ('request' in message) {
    const { id, request, argument } = message
    parentPort.postMessage({ id, reply: await connection.request(request, argument) })
  } else if ('restarted' in message) {
    const { kept, message: why } = message.restarted
    if (kept) await api.keep(kept)
    api.say(why)
  } else if ('heard' in message) frontEnd.heard(message.heard)
  else if ('sleep' in message) api.sleep()
  else if ('wake' in message) api.wake()
  else {
    await api[Symbol.asyncDispose]()
    process.exit()
  }
}
