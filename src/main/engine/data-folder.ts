import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Where this user's settings and history are: the folder that the desktop app has from its system, unless
 * ARPEGGIO_DATA_FOLDER names another one, as for a build server or a test.
 */
export function userDataFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const named = environment['ARPEGGIO_DATA_FOLDER']
  return named !== undefined && isAbsolute(named) ? named : join(applicationData(platform, environment), 'arpeggio')
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
