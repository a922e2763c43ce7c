import type { RunListing } from '#shared/api/run-listing.ts'

/** Whether a run passes `adapter:mcp2221 verdict:fail stuck-sda`: all of it has to hold. */
export function matchesRunFilter(listing: RunListing, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return words.every((word) => {
    const [key = '', value = ''] = word.split(/:(.*)/s)
    switch (key) {
      case 'adapter':
        return adapterText(listing).includes(value)
      case 'verdict':
        return listing.verdict === value
      case 'did':
        return listing.operation.startsWith(value)
      default:
        return `${adapterText(listing)} ${listing.operation} ${listing.verdict} ${listing.codes.join(' ')}`.includes(
          word,
        )
    }
  })
}

function adapterText({ adapter }: RunListing): string {
  return `${adapter.selector} ${adapter.product} ${adapter.serial ?? ''}`.toLowerCase()
}
