// Preloaded into a forked engine: the port that Electron gives a utility process, over Node's own channel.
Object.assign(process, {
  parentPort: {
    on: (_event: 'message', listener: (event: { data: unknown }) => void) =>
      process.on('message', (data) => listener({ data })),
    postMessage: (message: unknown) => process.send?.(message),
  },
})
process.on('disconnect', () => process.exit())
