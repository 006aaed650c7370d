/** A seeded source of chance: the same seed always gives the same sequence, on every machine. */
export type Random = {
  /** A fraction in [0, 1). */
  next(): number
  /** A whole number in [0, below). */
  below(limit: number): number
  /** A whole number between both ends, ends included. */
  between(least: number, most: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** One element of a list that has at least one. */
  pick<T>(list: readonly T[]): T
}

/** A 32-bit FNV-1a hash of a text with a final avalanche; good enough to spread ids evenly, not for secrets. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return mixed(hash)
}

/** The fraction in [0, 1) that belongs to a text, for decisions such as "one record in ten is wrong". */
export function fractionOf(text: string): number {
  return hashOf(text) / 4_294_967_296
}

/** A random source for one purpose, such as `seededRandom(1, "family", 17)`; purposes do not disturb each other. */
export function seededRandom(...purpose: readonly (string | number)[]): Random {
  let state = hashOf(purpose.join('/'))
  const next = (): number => {
    // Mulberry32: 32 bits of state are plenty for one family or one firm.
    state = (state + 0x6d2b79f5) | 0
    let word = Math.imul(state ^ (state >>> 15), 1 | state)
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (probability) => next() < probability,
    pick: (list) => pickAt(list, below(list.length)),
  }
}

/** A chooser by weight whose table is built once: heavier elements come more often. */
export function weighted<T>(list: readonly T[], weightOf: (one: T) => number): (random: Random) => T {
  const sums: number[] = []
  let total = 0
  for (const one of list) sums.push((total += weightOf(one)))
  return (random) => {
    const target = random.next() * total
    return pickAt(
      list,
      sums.findIndex((sum) => target < sum),
    )
  }
}

function pickAt<T>(list: readonly T[], at: number): T {
  if (at < 0 || at >= list.length) throw new Error('nothing to pick from')
  return list[at] as T
}

function mixed(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
