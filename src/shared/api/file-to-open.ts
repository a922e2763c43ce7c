/** A file of the user's as it travels to the engine. */
export interface FileToOpen {
  /** Without its folder. */
  readonly name: string
  /** Its bytes. */
  readonly base64: string
}

/** Longest file that is opened in the window: a Run of about 200,000 transactions. */
export const LONGEST_FILE_BYTES = 128 * 1024 * 1024
