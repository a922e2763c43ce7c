import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where this user's settings are: the folder that the desktop app has from its system. */
export function userDataFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  return join(applicationData(platform, environment), 'arpeggio')
}

function applicationData(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string {
  switch (platform) {
    case 'win32':
      return environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming')
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support')
    default:
      // A relative path in the variable is to be ignored, says its specification.
      return environment['XDG_CONFIG_HOME']?.startsWith('/')
        ? environment['XDG_CONFIG_HOME']
        : join(homedir(), '.config')
  }
}
