/** What disturbs a measurement only ever adds to it, so the least of several is the one to believe. */
const MEASUREMENTS = 5

/** CPU time of this process for one call of `work`, in microseconds: the least of several measurements of `repeats` calls each. */
export async function leastCpuUs(repeats: number, work: () => unknown, measurements = MEASUREMENTS): Promise<number> {
  let least = Infinity
  for (let measurement = 0; measurement < measurements; measurement++) {
    const before = process.cpuUsage()
    for (let i = 0; i < repeats; i++) await work()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / repeats)
  }
  return least
}
