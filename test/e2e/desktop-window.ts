import type { Page } from 'playwright'

/** The app's window, whatever it runs on, and what stands around it. */
export interface DesktopWindow extends AsyncDisposable {
  readonly page: Page
  /** What the page's console took for an error. */
  readonly complaints: readonly string[]
  /** What the user is going to answer to the native dialog that asks for a file. */
  chooseFile(path: string): Promise<void>
  /** The engine's process dies. */
  killEngine(): Promise<void>
}
