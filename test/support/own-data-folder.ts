import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives programs that tests start a folder for their history and settings, gone at the end: nobody's own is touched. */
export default function ownDataFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'arpeggio-data-'))
  process.env['ARPEGGIO_DATA_FOLDER'] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
