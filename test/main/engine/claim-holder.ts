// A child process of the claim tests: claims the path it was given, says how that went, and waits for orders.
import { claimAdapter, claimOwner } from '../../../src/main/engine/claim.ts'

const devicePath = process.argv[2] ?? ''
let release: (() => PromiseLike<void>) | undefined

process.on('message', (order) => {
  void obey(String(order)).then((answer) => process.send?.(answer))
})
process.send?.('ready')

async function obey(order: string): Promise<string> {
  switch (order) {
    case 'claim':
      try {
        const claim = await claimAdapter(devicePath)
        release = () => claim[Symbol.asyncDispose]()
        return 'claimed'
      } catch (error) {
        return error instanceof Error ? error.message : String(error)
      }
    case 'release':
      await release?.()
      return 'released'
    case 'owner':
      return String((await claimOwner(devicePath))?.pid ?? 'nobody')
    default:
      return `no such order: ${order}`
  }
}
