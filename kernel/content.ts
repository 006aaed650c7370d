import { createHash } from 'node:crypto'

import { LineCounter, parseDocument, type Document } from 'yaml'
import type { z } from 'zod'

import type { Act } from '#kernel/act'

/** One kind of content file: where it stands in a pack, its strict shape, and what else must hold in its release. */
export type ContentKind<T = unknown> = {
  readonly name: string
  /** Matches the path inside a pack, e.g. /^matters\/([^/]+)\/matter\.yaml$/; the first group is the id. */
  readonly path: RegExp
  readonly schema: z.ZodType<T>
  check?(found: Found<T>, release: Release): readonly ContentFault[]
  /** What must have happened before a draft of this kind is published over the counter; throws a refusal. */
  guard?(act: Act, draft: { readonly path: string; readonly text: string }): Promise<void>
}

/** A fault in a content file, at a place a person can find. */
export type ContentFault = { readonly file: string; readonly pointer: string; readonly line?: number; readonly column?: number; readonly code: string; readonly detail: string }

/** One file of a release, read. */
export type Found<T> = { readonly id: string; readonly path: string; readonly digest: string; readonly value: T }

/** What a place says at one moment: every path with the text that stands there. Never changes; cases pin its digest. */
export type Release = {
  readonly digest: string
  readonly manifest: Readonly<Record<string, string>>
  /** The file of this kind with this id. */
  get<T>(kind: ContentKind<T>, id: string): Found<T> | undefined
  /** Every file of this kind, by path. */
  all<T>(kind: ContentKind<T>): readonly Found<T>[]
  textOf(path: string): string | undefined
}

/** SHA-256 of a text, in hex: the name by which it is known for ever. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The digest of a manifest: the name of the release. */
export const digestOfManifest = (manifest: Readonly<Record<string, string>>): string =>
  digestOf(Object.keys(manifest).sort().map((path) => `${path} ${manifest[path]}\n`).join(''))

const parsed = new Map<string, unknown>()

/** Makes a release from its manifest and its texts by digest. Parsed files are kept by digest: texts never change. */
export function releaseOf(manifest: Readonly<Record<string, string>>, texts: (digest: string) => string | undefined): Release {
  const paths = Object.keys(manifest).sort()
  const byKind = new Map<string, readonly Found<unknown>[]>()
  const find = <T>(kind: ContentKind<T>): readonly Found<T>[] => {
    let found = byKind.get(kind.name) as readonly Found<T>[] | undefined
    if (found === undefined) {
      found = paths.flatMap((path) => {
        const match = kind.path.exec(path)
        return match ? [{ id: match[1] ?? path, path, digest: manifest[path]!, value: valueOf(kind, manifest[path]!, texts) }] : []
      })
      byKind.set(kind.name, found)
    }
    return found
  }
  return {
    digest: digestOfManifest(manifest),
    manifest,
    get: (kind, id) => find(kind).find((file) => file.id === id),
    all: find,
    textOf: (path) => (manifest[path] === undefined ? undefined : texts(manifest[path])),
  }
}

function valueOf<T>(kind: ContentKind<T>, digest: string, texts: (digest: string) => string | undefined): T {
  const key = `${kind.name} ${digest}`
  if (!parsed.has(key)) parsed.set(key, kind.schema.parse(read(texts(digest) ?? '')))
  return parsed.get(key) as T
}

/** Reads YAML, or JSON by the parser that is 300 times faster on large tables. */
function read(text: string): unknown {
  const first = text.trimStart()[0]
  return first === '[' || (first === '{' && text.trimStart()[1] !== ' ') ? readJson(text) : parseDocument(text).toJS()
}

/** A text that begins like JSON may still be YAML in flow style. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return parseDocument(text).toJS()
  }
}

/** Every fault of a release: shape first, then what each kind checks across files. A file of no kind is a fault. */
export function checkRelease(release: Release, kinds: readonly ContentKind[]): readonly ContentFault[] {
  const shapes = Object.keys(release.manifest).flatMap((path) => {
    const kind = kinds.find(({ path: pattern }) => pattern.test(path))
    return kind ? shapeFaults(path, release.textOf(path) ?? '', kind) : [{ file: path, pointer: '', code: 'content.stray', detail: 'No kind of content lives at this path; look at the name of the file and its folder.' }]
  })
  if (shapes.length > 0) return shapes
  return kinds.flatMap((kind) => release.all(kind).flatMap((found) => kind.check?.(found, release) ?? []))
}

function shapeFaults(path: string, text: string, kind: ContentKind): ContentFault[] {
  if (path.endsWith('.json')) return jsonFaults(path, text, kind)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) return document.errors.map((error) => ({ file: path, pointer: '', ...placeOf(lines, error.pos[0]), code: 'content.yaml', detail: error.message }))
  const result = kind.schema.safeParse(document.toJS())
  if (result.success) return []
  return result.error.issues.map((issue) => ({ file: path, pointer: '/' + issue.path.join('/'), ...placeOf(lines, offsetOf(document, issue.path)), code: 'content.shape', detail: issue.message }))
}

function jsonFaults(path: string, text: string, kind: ContentKind): ContentFault[] {
  const result = kind.schema.safeParse(read(text))
  return result.success ? [] : result.error.issues.slice(0, 50).map((issue) => ({ file: path, pointer: '/' + issue.path.join('/'), code: 'content.shape', detail: issue.message }))
}

const placeOf = (lines: LineCounter, offset: number) => {
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

/** Where the node at this path begins, or the nearest one above it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined
    if (node?.range) return node.range[0]
  }
  return 0
}

/** The dated value in force on a day: the latest `from` that is not after it. */
export function inForce<T>(dated: Readonly<Record<string, T>>, on: string): T | undefined {
  const start = Object.keys(dated).filter((from) => from <= on).sort().at(-1)
  return start === undefined ? undefined : dated[start]
}
