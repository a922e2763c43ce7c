#!/usr/bin/env node
// Syntax and globals of Node 12, and no static import: whatever Node starts this must get far enough to say what it needs.

const OLDEST_MAJOR = 24
const EXIT_CANNOT_RUN = 3
const EXIT_DEFECT = 5

/** @param {string[]} args */
function start(args) {
  // Answered here, because loading the whole command line takes several times as long.
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    return import('./version.js').then((module) => {
      process.stdout.write(module.version + '\n')
    })
  }
  return import('./arpeggio.ts')
    .then((module) => module.main(args))
    .then((exitCode) => {
      // One is set already where the result could not be written.
      process.exitCode = process.exitCode || exitCode
    })
}

/** @param {number} exitCode @param {string} message */
function giveUp(exitCode, message) {
  process.stderr.write('arpeggio: ' + message + '\n')
  process.exitCode = exitCode
}

if (parseInt(process.versions.node, 10) < OLDEST_MAJOR) {
  giveUp(
    EXIT_CANNOT_RUN,
    `needs Node ${OLDEST_MAJOR} or newer, but Node ${process.versions.node} started it: ` +
      'install a newer Node, or in a checkout run "npm ci" and then "npm run --silent arpeggio"',
  )
} else {
  const args = process.argv.slice(2)
  start(args).catch((error) => {
    const detail = args.indexOf('--verbose') >= 0 ? error.stack : String(error)
    giveUp(EXIT_DEFECT, 'stopped by a defect of its own, please report it with this: ' + detail)
  })
}
