import { depthOf, DEPTH_MAX, type Disclosure, type Fault } from './form.ts'

type Json = Readonly<Record<string, unknown>>

/** What was said once every digest that has its disclosure was replaced by it, or why that cannot be. */
export type Processed = { readonly claims: Json; readonly disclosed: readonly string[] } | { readonly fault: Fault }

/** Where something stands: its name, how deep, and in what. Its text is put together only for a fault. */
type Path = { readonly name: string; readonly depth: number; readonly above: Path | null }
const TOP: Path = { name: '', depth: 0, above: null }
const namesOf = ({ name, above }: Path): string[] => (above === null ? [] : [...namesOf(above), name])
const at = (path: Path, name: string): string => [...namesOf(path), name].join('.')

type Walk = { readonly disclosures: ReadonlyMap<string, Disclosure>; readonly seen: Set<string>; readonly used: Set<string>; readonly top: string[] }

/** Thrown within this file only, where what is walked through cannot be right. */
class Unfit extends Error {
  readonly fault: Fault
  constructor(code: string, at: string) {
    super(code)
    this.fault = { code: `certificates.sdjwt_${code}`, at }
  }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Puts the disclosures in the place of their digests (RFC 9901 §7.1, steps 3 to 5). Refuses a digest that stands twice, a claim that
 * is there already, a disclosure of the wrong kind for its place, names that are reserved, and every disclosure that no digest asks for.
 */
export function processed(payload: Json, disclosures: readonly Disclosure[]): Processed {
  const byDigest = new Map(disclosures.map((one) => [one.digest, one]))
  const walk: Walk = { disclosures: byDigest, seen: new Set(), used: new Set(), top: [] }
  // Whatever is wrong ends the walk where it is found.
  try {
    if (byDigest.size !== disclosures.length) throw new Unfit('digest_twice', 'disclosures')
    const { _sd_alg: _, ...claims } = objectIn(payload, walk, TOP)
    const idle = disclosures.find((one) => !walk.used.has(one.digest))
    if (idle !== undefined) throw new Unfit('unreferenced', idle.name ?? idle.text.slice(0, 40))
    if (depthOf(claims) > DEPTH_MAX) throw new Unfit('depth', 'claims')
    return { claims, disclosed: walk.top }
  } catch (error) {
    if (error instanceof Unfit) return { fault: error.fault }
    throw error
  }
}

function valueIn(value: unknown, walk: Walk, path: Path): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (path.depth > DEPTH_MAX) throw new Unfit('depth', namesOf(path).slice(0, 3).join('.'))
  return Array.isArray(value) ? value.flatMap((element: unknown, n) => elementIn(element, walk, { name: String(n), depth: path.depth + 1, above: path })) : objectIn(value as Json, walk, path)
}

function objectIn(value: Json, walk: Walk, path: Path): Json {
  if (Object.hasOwn(value, '...')) throw new Unfit('reserved', at(path, '...'))
  const digests = value['_sd'] === undefined ? [] : value['_sd']
  if (!Array.isArray(digests) || digests.some((one) => typeof one !== 'string')) throw new Unfit('form', at(path, '_sd'))
  const claims: Record<string, unknown> = {}
  const put = (name: string, part: unknown): void => define(claims, name, valueIn(part, walk, { name, depth: path.depth + 1, above: path }))
  for (const name in value) if (name !== '_sd') put(name, value[name])
  for (const digest of digests as readonly string[]) {
    const disclosure = taken(digest, walk)
    if (disclosure === undefined) continue
    const { name } = disclosure
    if (name === null) throw new Unfit('disclosure', at(path, '_sd'))
    if (Object.hasOwn(claims, name)) throw new Unfit('claim_twice', at(path, name))
    if (path.depth === 0) walk.top.push(name)
    put(name, disclosure.value)
  }
  return claims
}

/** Sets a claim, whatever its name: `__proto__` is one like any other. */
function define(claims: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(claims, name, { value, enumerable: true, configurable: true, writable: true })
  else claims[name] = value
}

function elementIn(element: unknown, walk: Walk, path: Path): unknown[] {
  if (!isObject(element) || !Object.hasOwn(element, '...')) return [valueIn(element, walk, path)]
  const digest = element['...']
  if (Object.keys(element).length !== 1 || typeof digest !== 'string') throw new Unfit('form', namesOf(path).join('.'))
  const disclosure = taken(digest, walk)
  if (disclosure === undefined) return []
  if (disclosure.name !== null) throw new Unfit('disclosure', namesOf(path).join('.'))
  return [valueIn(disclosure.value, walk, path)]
}

/** The disclosure of a digest; a digest that nobody disclosed is left out, one that stands twice is refused. */
function taken(digest: string, { disclosures, seen, used }: Walk): Disclosure | undefined {
  if (seen.has(digest)) throw new Unfit('digest_twice', digest)
  seen.add(digest)
  const found = disclosures.get(digest)
  if (found !== undefined) used.add(digest)
  return found
}
