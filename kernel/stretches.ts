/**
 * Everything a read gives, in the order of its places, a stretch of `size` at a time: `read` is asked for what comes after the place of the
 * last row, until a stretch is short. An empty last stretch is not given.
 */
export async function* inStretches<Row, Place>(first: Place, size: number, read: (after: Place, limit: number) => Promise<readonly Row[]>, placeOf: (row: Row) => Place): AsyncGenerator<readonly Row[]> {
  for (let after = first; ;) {
    const stretch = await read(after, size)
    if (stretch.length > 0) yield stretch
    if (stretch.length < size) return
    after = placeOf(stretch.at(-1)!)
  }
}
