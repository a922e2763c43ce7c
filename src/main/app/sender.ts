import type { WebContents, WebFrameMain } from 'electron'

/** Who sent a message, as far as it matters. */
export interface Sender {
  readonly sender: WebContents
  readonly senderFrame: Pick<WebFrameMain, 'url' | 'parent'> | null
}

/** Whether a message comes from our page in our window: not from a frame in it, and not from wherever it was led to. */
export function isOurPage(
  { sender, senderFrame }: Sender,
  contents: WebContents | undefined,
  pageUrl: string,
): boolean {
  if (sender !== contents || senderFrame?.parent !== null) return false
  const [page, from] = [URL.parse(pageUrl), URL.parse(senderFrame.url)]
  // A scheme of our own has no origin in Node's eyes.
  return page !== null && from !== null && from.protocol === page.protocol && from.host === page.host
}
