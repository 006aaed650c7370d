import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, visit, type Document, type Node, type Pair, type YAMLMap } from 'yaml'

/** Where something stands in the text of a table: `['rows', 2, 'when', 'age']`. */
export type Place = readonly (string | number)[]

/** A sentence in both languages. */
export type Sentence = { readonly zh: string; readonly en: string }

/** Uses of one name in a text; more are taken for a text that multiplies itself, as on the server. */
const ALIASES_MAX = 5000

/** What a text says, or null where it is not YAML. */
export function saidIn(text: string): unknown {
  const document = parseDocument(text, { schema: 'core' })
  if (document.errors.length > 0) return null
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX }) as unknown
  } catch {
    // A name that leads nowhere: the text says nothing yet, and its author is told by the check.
    return null
  }
}

/**
 * The text with a value at a place, and not a letter else of it changed: comments, order, quotes and what is shared between rows stay.
 * `null` takes the place away. The source of the value is written by `quoted`, `plain` or `both`.
 */
export function withValue(text: string, place: Place, source: string | null): string {
  const document = parseDocument(text, { schema: 'core' })
  if (source === null) return without(text, document, place)
  const node = document.getIn(place, true) as Node | undefined
  if (node?.range) return splice(text, whole(node), source)
  return added(text, document, place, source)
}

/** A text as YAML that is always read as this text. */
export const quoted = (value: string): string => `'${value.replaceAll("'", "''").replaceAll(/\s*\n\s*/g, ' ')}'`
/** A number, a day or a word that YAML reads as what it is. */
export const plain = (value: string): string => (/^-?\d+(\.\d+)?$|^\d{4}-\d\d-\d\d$|^[A-Z]+$/.test(value) ? value : quoted(value))
/** A sentence as YAML. */
export const both = ({ zh, en }: Sentence): string => `{ zh: ${quoted(zh)}, en: ${quoted(en)} }`

/** The text with a row like the one at `at` below it, under another name. What several rows share, the new row shares too. */
export function withRowLike(text: string, at: number, id: string): string {
  const { lines } = rowsIn(text)
  const [from, to] = lines[at]!
  const copied = parseDocument(text.slice(from, to))
  const names: [number, number, string][] = []
  visit(copied, { Node: (_, node) => { if (!isAlias(node) && node.anchor !== undefined && node.range) names.push([...reach(text.slice(from, to), node), `*${node.anchor}`]) } })
  const row = names.toSorted(([a], [b]) => b - a).reduce((made, [start, end, name]) => made.slice(0, start) + name + made.slice(end), text.slice(from, to))
  return splice(withEnd(text, to), [to, to], withoutComments(withValue(row, [0, 'id'], id)))
}

/** The text without a row. What other rows share of it goes over to the first of them. */
export const withoutRow = (text: string, at: number): string => settled(splice(text, rowsIn(text).lines[at]!, ''), text)

/** The text with a row in another place. */
export function withRowAt(text: string, from: number, to: number): string {
  const { lines } = rowsIn(text)
  const [start, end] = lines[from]!
  const row = withEnd(text.slice(start, end), end - start)
  const target = lines[to]!
  const rest = to > from ? splice(withEnd(text, target[1]), [target[1], target[1]], row) : text
  return settled(to > from ? splice(rest, [start, end], '') : splice(splice(text, [start, end], ''), [target[0], target[0]], row), text)
}

/** How many places share what stands at a place with it. */
export function sharedBy(text: string, place: Place): number {
  const document = parseDocument(text)
  const node = document.getIn(place, true) as Node | undefined
  const name = node === undefined ? undefined : isAlias(node) ? node.source : (node as { anchor?: string }).anchor
  if (name === undefined) return 0
  let count = 0
  visit(document, { Alias: (_, alias) => { if (alias.source === name) count++ } })
  return count
}

const splice = (text: string, [from, to]: readonly [number, number], put: string): string => text.slice(0, from) + put + text.slice(to)
const withEnd = (text: string, at: number): string => (at === text.length && !text.endsWith('\n') ? `${text}\n` : text)
const withoutComments = (row: string): string => row.split('\n').filter((line) => !/^\s*#/.test(line)).join('\n')

/** Where a node stands, from the name before it that others share it by. A name that others use stays where it is. */
function reach(text: string, node: Node): [number, number] {
  const [from, to] = whole(node)
  const name = (node as { anchor?: string }).anchor
  if (name === undefined) return [from, to]
  return [text.lastIndexOf(`&${name}`, from), to]
}

const whole = (node: Node): [number, number] => [node.range![0], node.range![1]]

/** The text with a place more in the map around it, made too where there is none. */
function added(text: string, document: Document, place: Place, source: string): string {
  const [above, key] = [place.slice(0, -1), String(place.at(-1))]
  const map = document.getIn(above, true) as Node | undefined
  if (!isMap(map) || !map.range) return withValue(text, above, `{ ${key}: ${source} }`)
  const last = map.items.at(-1) as Pair<Node, Node | null> | undefined
  if (last === undefined) return splice(text, whole(map), `{ ${key}: ${source} }`)
  const end = (last.value ?? last.key).range![1]
  if (map.flow === true) return splice(text, [end, end], `, ${key}: ${source}`)
  const first = (map.items[0] as Pair<Node>).key.range![0]
  return splice(text, [end, end], `\n${' '.repeat(first - lineStart(text, first))}${key}: ${source}`)
}

function without(text: string, document: Document, place: Place): string {
  const map = document.getIn(place.slice(0, -1), true)
  if (!isMap(map)) return text
  const pairs = (map as YAMLMap<Node, Node | null>).items
  const at = pairs.findIndex((pair) => isPair(pair) && isScalar(pair.key) && pair.key.value === place.at(-1))
  const pair = pairs[at]
  if (pair === undefined) return text
  const [start, end] = [pair.key.range![0], (pair.value ?? pair.key).range![1]]
  // A map of nothing is still a map.
  if (pairs.length === 1) return splice(text, map.flow === true ? whole(map) : [start, end], '{}')
  if (map.flow !== true) return splice(text, [lineStart(text, start), lineEnd(text, end)], '')
  return at + 1 < pairs.length ? splice(text, [start, pairs[at + 1]!.key.range![0]], '') : splice(text, [(pairs[at - 1]!.value ?? pairs[at - 1]!.key).range![1], end], '')
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1
const lineEnd = (text: string, at: number): number => (text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at) + 1)

/** The lines of each row, with the remarks above it. */
function rowsIn(text: string): { readonly lines: readonly (readonly [number, number])[] } {
  const rows = parseDocument(text).get('rows', true) as Node | undefined
  if (!isSeq(rows) || rows.flow === true) return { lines: [] }
  const ranges = (rows.items as Node[]).map((node) => node.range!)
  const starts = ranges.map(([from]) => remarked(text, lineStart(text, from)))
  return { lines: starts.map((start, n) => [start, starts[n + 1] ?? lineEnd(text, ranges[n]![1])] as const) }
}

function remarked(text: string, start: number): number {
  const above = lineStart(text, start - 1)
  return start > 0 && /^\s*#/.test(text.slice(above, start)) ? remarked(text, above) : start
}

/** A text in which each name stands before it is used: where a move or a removal took it from there, it goes to the first that uses it. */
function settled(text: string, before: string): string {
  const sources = new Map<string, string>()
  const was = parseDocument(before)
  visit(was, { Node: (_, node) => { if (!isAlias(node) && node.anchor !== undefined && node.range) sources.set(node.anchor, before.slice(...reach(before, node))) } })
  return [...sources].reduce((made, [name, source]) => settledName(made, name, source), text)
}

function settledName(text: string, name: string, source: string): string {
  const uses: [number, number][] = []
  let stands: [number, number] | undefined
  visit(parseDocument(text), {
    Node: (_, node) => {
      if (!node.range) return
      if (isAlias(node)) { if (node.source === name) uses.push(whole(node)) } else if (node.anchor === name) stands ??= reach(text, node)
    },
  })
  const first = uses[0]
  if (first === undefined || (stands !== undefined && stands[0] < first[0])) return text
  const late = stands === undefined ? text : splice(text, stands, `*${name}`)
  return splice(late, first, source)
}
