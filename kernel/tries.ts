/** Counts what may be done so often and no oftener, such as wrong tries, by which somebody would go through codes. Kept in memory: what is forgotten by a restart helps a guesser little. */
export type Tries = {
  /** Whether this address did it too often, or all of them together did. */
  readonly exhausted: (address: string, at: Date) => boolean
  readonly count: (address: string, at: Date) => void
}

const EVERYONE = '*'
const ADDRESSES_MAX = 20_000

/** At most `each` of one address within a window, and `all` of everybody together. */
export function tries({ each, all, windowMs }: { readonly each: number; readonly all: number; readonly windowMs: number }): Tries {
  const counts = new Map<string, { readonly since: number; readonly times: number }>()
  const timesOf = (address: string, at: Date): number => {
    const found = counts.get(address)
    return found !== undefined && at.getTime() - found.since < windowMs ? found.times : 0
  }
  const add = (address: string, at: Date): void => {
    const times = timesOf(address, at)
    counts.set(address, { since: times === 0 ? at.getTime() : counts.get(address)!.since, times: times + 1 })
  }
  return {
    exhausted: (address, at) => timesOf(address, at) >= each || timesOf(EVERYONE, at) >= all,
    count: (address, at) => {
      if (counts.size >= ADDRESSES_MAX) for (const [known, { since }] of counts) if (at.getTime() - since >= windowMs) counts.delete(known)
      add(address, at)
      add(EVERYONE, at)
    },
  }
}
