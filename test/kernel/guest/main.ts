import { Bench } from './bench.ts'
import { tell } from './guest.ts'
import { STEPS } from './steps.ts'

// What the guest does in one boot, the steps named: facts go to the host, which judges them.
const bench = await Bench.create((line) => tell('server', line))
for (const name of process.argv.slice(2)) {
  const startMs = performance.now()
  try {
    const fact = await STEPS[name]?.(bench)
    await bench.pullAll()
    tell(name, { fact, seconds: Math.round((performance.now() - startMs) / 100) / 10 })
  } catch (error) {
    tell(name, { error: String(error) })
  }
}
tell('end', true)
process.exit(0)
