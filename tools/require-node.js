// Runs before the other scripts: npm puts node_modules/.bin first on the PATH, so an old Node here means that the `node`
// package came without its binary (an install with --ignore-scripts, or a platform it does not serve).

const OLDEST_MAJOR = 24

if (parseInt(process.versions.node, 10) < OLDEST_MAJOR) {
  process.stderr.write(
    `This needs Node ${OLDEST_MAJOR} or newer, but Node ${process.versions.node} runs it: ` +
      'run "npm rebuild node", or put a Node of your own first on the PATH (see CONTRIBUTING.md)\n',
  )
  process.exitCode = 1
}
