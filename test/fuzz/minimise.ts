/** Tries of one minimisation. */
const MOST_TRIES = 600

/** A shorter input that still is what `holds` looks for: pieces are left out, large ones first, then single bytes. */
export async function minimise(
  input: Uint8Array,
  holds: (smaller: Uint8Array) => Promise<boolean>,
): Promise<Uint8Array> {
  let smallest = input
  let tries = 0
  for (let size = input.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < smallest.length && tries < MOST_TRIES;) {
      const candidate = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)])
      tries++
      if (await holds(candidate)) smallest = candidate
      else at += size
    }
  }
  return smallest
}
