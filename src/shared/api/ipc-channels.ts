/** What goes between the page's preload and the main process of the desktop app; there are no other channels. */
export const CHANNELS = {
  /** Invoked with a request's name and argument; answers its reply. */
  request: 'arpeggio:request',
  /** Sent to the page with a notice's name and value. */
  notice: 'arpeggio:notice',
  /** Sent by the page for each batch of run events it has taken. */
  heard: 'arpeggio:heard',
} as const
