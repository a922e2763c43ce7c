interface Window {
  /** The preload's facade; absent where the page is shown by a plain browser. */
  readonly arpeggio?: { readonly platform: string; readonly electron: string }
}
