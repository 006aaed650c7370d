/** A savepoint that is set, given up, or gone back to. */
export type Mark = { readonly verb: 'savepoint' | 'release savepoint' | 'rollback to savepoint'; readonly name: string }

const MARK = /^(savepoint|release savepoint|rollback to savepoint) (\w+)$/

/** What a statement does to a savepoint, if it does anything. */
export function markIn(sql: string): Mark | undefined {
  const [, verb, name] = MARK.exec(sql) ?? []
  return verb === undefined ? undefined : { verb: verb as Mark['verb'], name: name! }
}

/** What an act gathers until it is kept. What a savepoint takes back is forgotten with it, and what it leaves comes back. */
export type Gathered<T> = {
  add(one: T): void
  /** Everything gathered, which is then gathered no more. */
  take(): readonly T[]
  /** Heeds a mark, and gives what is forgotten by it. */
  heed(mark: Mark): readonly T[]
}

/** An empty gathering. */
export function gathered<T>(): Gathered<T> {
  let items: readonly T[] = []
  const marks: { readonly name: string; readonly items: readonly T[] }[] = []
  return {
    add: (one) => { items = [...items, one] },
    take: () => {
      const all = items
      items = []
      return all
    },
    heed: ({ verb, name }) => {
      const place = marks.findLastIndex((mark) => mark.name === name)
      if (verb === 'savepoint') marks.push({ name, items })
      if (verb === 'savepoint' || place < 0) return []
      const then = marks[place]!.items
      marks.length = verb === 'release savepoint' ? place : place + 1 // Whoever went back to a savepoint may do so again.
      if (verb === 'release savepoint') return []
      const forgotten = items.filter((one) => !then.includes(one))
      items = then
      return forgotten
    },
  }
}
