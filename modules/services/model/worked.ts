import type { Value } from '#modules/decisions'

/**
 * What a matter works out, by name: each value is worked out when somebody first asks for it, and once. Most of it is
 * asked for by the decision alone, and a form that is still being filled in need not wait for it. A value that rests on
 * itself is null.
 */
export function workedWhenAsked(texts: Iterable<readonly [name: string, text: string]>, worth: (text: string) => Value): Map<string, Value> {
  const known = new Map<string, Value>()
  const waiting = new Map(texts)
  const names = new Map<string, Value>([...waiting.keys()].map((name) => [name, null]))
  const get = (name: string): Value | undefined => {
    const text = waiting.get(name)
    if (text !== undefined && waiting.delete(name)) known.set(name, null).set(name, worth(text))
    return known.get(name)
  }
  const all = (): Map<string, Value> => new Map([...names.keys()].map((name) => [name, get(name) ?? null]))
  const forEach = (told: (value: Value, name: string, map: Map<string, Value>) => void): void => all().forEach(told)
  // A map to whoever reads it, with all its names from the beginning.
  return Object.assign(names, { get, forEach, entries: () => all().entries(), values: () => all().values(), [Symbol.iterator]: () => all().entries() })
}
