/** Whole numbers of 32 bits that are the same for the same seed, on every machine (mulberry32: small, public domain). */
export function bitsFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

/** Numbers from 0 to below 1, the same for the same seed. */
export function fractionsFrom(seed: number): () => number {
  const bits = bitsFrom(seed)
  return () => bits() / 2 ** 32
}

/** Whole numbers from 0 to below a bound, the same for the same seed. */
export function wholeFrom(seed: number): (below: number) => number {
  const fraction = fractionsFrom(seed)
  return (below) => Math.floor(fraction() * below)
}
