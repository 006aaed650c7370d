/** JSON with the keys of every object in order, so that the same value has the same bytes, and the same digest, everywhere. */
export function canonical(value: unknown): string {
  return JSON.stringify(ordered(value))
}

/** The same value with the keys of its objects in order. (Faster than a replacer.) */
function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value
  if (Array.isArray(value)) return value.map(ordered)
  return Object.fromEntries(Object.keys(value).toSorted().map((key) => [key, ordered((value as Record<string, unknown>)[key])]))
}
