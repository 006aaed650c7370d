import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parse } from 'yaml'
import { z } from 'zod'

import type { Act } from '#kernel/act'
import { checkRelease, digestOf, digestOfManifest, releaseOf, type ContentFault, type ContentKind, type Release } from '#kernel/content'
import { json, type Transaction } from '#kernel/database'
import { declareFacts } from '#kernel/journal'
import { permit, Refusal } from '#kernel/refusal'
import { holds } from '#kernel/actor'

declareFacts({ 'kernel.published': ['digest', 'paths', 'author'], 'kernel.drafted': ['path'] })

/** Content that does not hold together. `faults` say where and what to do. */
export class UnfitContent extends Error {
  override name = 'UnfitContent'
  readonly faults: readonly ContentFault[]
  constructor(faults: readonly ContentFault[]) {
    super(faults.slice(0, 20).map((fault) => `${fault.file}:${fault.line ?? 1}:${fault.column ?? 1} ${fault.detail}`).join('\n'))
    this.faults = faults
  }
}

/** The file that makes a folder a pack. */
export const Pack = z.strictObject({ name: z.strictObject({ zh: z.string(), en: z.string() }), inherits: z.array(z.string()).default([]), division: z.string().optional() })

/** Reads the packs of a node from their folders: its own files, over those it inherits; a nearer file replaces the farther one whole. */
export function readPacks(root: string, node: string): Map<string, string> {
  const pack = Pack.parse(parse(readFileSync(join(root, node, 'pack.yaml'), 'utf8')))
  const files = new Map<string, string>()
  for (const inherited of pack.inherits) for (const [path, text] of readPacks(root, inherited)) files.set(path, text)
  for (const entry of readdirSync(join(root, node), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ya?ml|json|dmn)$/.test(entry.name) || entry.name === 'pack.yaml') continue
    const path = join(entry.parentPath, entry.name)
    files.set(path.slice(join(root, node).length + 1), readFileSync(path, 'utf8'))
  }
  return files
}

/** The file of this name that counts for a node: its own, else the nearest one that it inherits; undefined where there is none. */
export function nearestFile(root: string, node: string, name: string): string | undefined {
  const own = join(root, node, name)
  if (existsSync(own)) return own
  const { inherits } = Pack.parse(parse(readFileSync(join(root, node, 'pack.yaml'), 'utf8')))
  return inherits.toReversed().map((inherited) => nearestFile(root, inherited, name)).find((found) => found !== undefined)
}

/** Whether a folder is a pack. */
export const isPack = (root: string, node: string): boolean => existsSync(join(root, node, 'pack.yaml'))

/** A release straight from the files, unpublished: for checks and tests of content where it lies. */
export function releaseFromFiles(root: string, node: string): Release {
  const files = readPacks(root, node)
  const texts = new Map([...files.values()].map((text) => [digestOf(text), text]))
  return releaseOf(Object.fromEntries([...files].map(([path, text]) => [path, digestOf(text)])), (digest) => texts.get(digest))
}

const releases = new Map<string, Release>()
let current: Release | undefined

/** The release in force now. A case in progress asks `releaseAt` with the digest it pinned instead. */
export function currentRelease(): Release {
  if (current === undefined) throw new Error('no content was published')
  return current
}

/** The release with this digest, however old. */
export async function releaseAt(tx: Transaction, digest: string): Promise<Release> {
  const known = releases.get(digest)
  if (known) return known
  const [row] = await tx<{ manifest: Record<string, string> }>`select manifest from kernel.releases where digest = ${digest} limit 1`
  if (!row) throw new Refusal('absent', 'kernel.release_absent', { digest })
  return load(tx, row.manifest)
}

async function load(tx: Transaction, manifest: Record<string, string>): Promise<Release> {
  const rows = await tx<{ digest: string; text: string }>`select digest, text from kernel.texts where digest = any(${Object.values(manifest)})`
  const texts = new Map(rows.map((row) => [row.digest, row.text]))
  const release = releaseOf(manifest, (digest) => texts.get(digest))
  releases.set(release.digest, release)
  return release
}

/** Takes the newest release as the one in force in this process. Called at start and after each publication. */
export async function refreshRelease(tx: Transaction): Promise<Release | undefined> {
  const [row] = await tx<{ digest: string; manifest: Record<string, string> }>`select digest, manifest from kernel.releases order by number desc limit 1`
  if (!row) current = undefined // Another database than the one this process knew.
  else if (row.digest !== current?.digest) current = releases.get(row.digest) ?? (await load(tx, row.manifest))
  return current
}

/** Content that is no longer what its digest says, and releases that are no longer what their name says. */
export async function auditContent(tx: Transaction): Promise<{ readonly texts: number; readonly faults: readonly { readonly what: 'text' | 'release'; readonly id: string; readonly code: string }[] }> {
  const wrong = await tx<{ digest: string }>`select digest from kernel.texts where digest <> encode(sha256(convert_to(text, 'UTF8')), 'hex') order by digest`
  const [counted] = await tx<{ count: number }>`select count(*)::int as count from kernel.texts`
  const misnamed = (await tx<{ digest: string; manifest: Record<string, string> }>`select digest, manifest from kernel.releases order by number`).filter(({ digest, manifest }) => digestOfManifest(manifest) !== digest)
  return {
    texts: counted!.count,
    faults: [...wrong.map(({ digest }) => ({ what: 'text' as const, id: digest, code: 'kernel.text_changed' })), ...misnamed.map(({ digest }) => ({ what: 'release' as const, id: digest, code: 'kernel.release_changed' }))],
  }
}

/** One publication as far as some folders go: who, when, why (as its draft said, else null), and which text stood at which path. */
export type Publication = { readonly digest: string; readonly at: Date; readonly author: string; readonly publisher: string; readonly reason: string | null; readonly paths: Readonly<Record<string, string>> }

const PUBLICATIONS_MAX = 500

/** The publications of this node, oldest first, with what each had under these folders (`matters/x/`). */
export async function publicationsOf(tx: Transaction, folders: readonly string[]): Promise<Publication[]> {
  const rows = await tx<Publication>`
    select r.digest, r.published_at as at, r.author, r.publisher,
      (select d.reason from kernel.drafts d
        where d.author = r.author and exists (select 1 from unnest(${folders}::text[]) f where starts_with(d.path, f))
          and r.manifest->>d.path = encode(sha256(convert_to(d.text, 'UTF8')), 'hex') order by d.drafted_at desc limit 1) as reason,
      coalesce((select jsonb_object_agg(e.key, e.value) from jsonb_each_text(r.manifest) e where exists (select 1 from unnest(${folders}::text[]) f where starts_with(e.key, f))), '{}') as paths
    from kernel.releases r order by r.number desc limit ${PUBLICATIONS_MAX}`
  return rows.toReversed()
}

/**
 * Publishes what changed in the files since the last start. What was published over the counter in between
 * stays, unless its file changed too. Throws UnfitContent with every fault found.
 */
export async function publishFiles(act: Act, files: ReadonlyMap<string, string>, kinds: readonly ContentKind[]): Promise<Release> {
  const fresh = Object.fromEntries([...files].map(([path, text]) => [path, digestOf(text)]))
  const [before] = await act.tx<{ manifest: Record<string, string> }>`select manifest from kernel.file_manifests order by number desc limit 1`
  const standing = (await refreshRelease(act.tx))?.manifest ?? {}
  const gone = Object.keys(before?.manifest ?? {}).filter((path) => fresh[path] === undefined)
  const changed = Object.keys(fresh).filter((path) => fresh[path] !== before?.manifest[path])
  if (before && gone.length === 0 && changed.length === 0) return currentRelease()
  const manifest = { ...standing, ...Object.fromEntries(changed.map((path) => [path, fresh[path]!])) }
  for (const path of gone) delete manifest[path]
  await act.tx`insert into kernel.file_manifests (manifest, published_at) values (${json(fresh)}, ${act.at})`
  return publish(act, manifest, files.values(), kinds, 'files')
}

async function publish(act: Act, manifest: Record<string, string>, added: Iterable<string>, kinds: readonly ContentKind[], author: string): Promise<Release> {
  for (const text of added) await act.tx`insert into kernel.texts (digest, text) values (${digestOf(text)}, ${text}) on conflict do nothing`
  const release = await load(act.tx, manifest)
  const faults = checkRelease(release, kinds)
  if (faults.length > 0) throw new UnfitContent(faults)
  await act.tx`
    insert into kernel.releases (digest, manifest, published_at, author, publisher)
    values (${digestOfManifest(manifest)}, ${json(manifest)}, ${act.at}, ${author}, ${act.actor.id})`
  await act.record({ type: 'kernel.published', subject: release.digest, data: { digest: release.digest, paths: Object.keys(manifest).length, author } })
  current = release
  return release
}

/** Writes down a changed text for one path. It changes nothing until somebody else publishes it. */
export async function draft(act: Act, change: { path: string; text: string; reason: string }): Promise<{ id: string }> {
  permit(holds(act.actor, 'content.author'), 'content.author')
  const id = randomUUID()
  await act.tx`
    insert into kernel.drafts (id, path, text, author, reason, drafted_at)
    values (${id}, ${change.path}, ${change.text}, ${act.actor.id}, ${change.reason}, ${act.at})`
  await act.record({ type: 'kernel.drafted', subject: id, data: { path: change.path } })
  return { id }
}

/** Whether a text stood at a path in some release before: going back to it brings nothing new. */
export async function stoodAt(tx: Transaction, { path, text }: { readonly path: string; readonly text: string }): Promise<boolean> {
  const [found] = await tx<{ found: boolean }>`select exists (select 1 from kernel.releases where manifest->>${path} = ${digestOf(text)}) as found`
  return found!.found
}

/** A changed text as its author wrote it down. */
export type Draft = { readonly id: string; readonly path: string; readonly text: string; readonly author: string; readonly reason: string; readonly draftedAt: Date }

/** A draft by its id. */
export async function draftWith(tx: Transaction, id: string): Promise<Draft | undefined> {
  const [found] = await tx<Draft>`select id, path, text, author, reason, drafted_at from kernel.drafts where id = ${id}`
  return found
}

const DRAFTS_MAX = 200

/** The drafts that wait to be published, of paths that end so, the newest first: of each author’s for a path the last, and none that stood there since it was written. */
export async function waitingDrafts(tx: Transaction, ending: string): Promise<Draft[]> {
  return tx<Draft>`
    select id, path, text, author, reason, drafted_at from (
      select distinct on (d.path, d.author) d.* from kernel.drafts d where right(d.path, length(${ending})) = ${ending} order by d.path, d.author, d.drafted_at desc) d
    where not exists (select 1 from kernel.releases r where r.published_at >= d.drafted_at and r.manifest->>d.path = encode(sha256(convert_to(d.text, 'UTF8')), 'hex'))
    order by drafted_at desc, id limit ${DRAFTS_MAX}`
}

/** Publishes a draft as a new release. The author may not publish his own text. Open cases keep the release they pinned. */
export async function publishDraft(act: Act, id: string, kinds: readonly ContentKind[]): Promise<{ digest: string }> {
  permit(holds(act.actor, 'content.publish'), 'content.publish')
  const [found] = await act.tx<{ path: string; text: string; author: string }>`select path, text, author from kernel.drafts where id = ${id} for update`
  if (!found) throw new Refusal('absent', 'kernel.draft_absent', { id })
  if (found.author === act.actor.id) throw new Refusal('forbidden', 'kernel.second_duty', { first: 'content.author', second: 'content.publish' })
  await refreshRelease(act.tx)
  const manifest = { ...currentRelease().manifest, [found.path]: digestOf(found.text) }
  for (const kind of kinds) if (kind.path.test(found.path)) await kind.guard?.(act, found)
  // A fault in the text is the author's to mend, so it goes back to him as bad input with its places.
  try {
    const release = await publish(act, manifest, [found.text], kinds, found.author)
    return { digest: release.digest }
  } catch (error) {
    if (!(error instanceof UnfitContent)) throw error
    throw new Refusal('unfit', 'kernel.content_unfit', { count: error.faults.length }, error.faults.map((fault) => ({ pointer: `${fault.file}${fault.pointer}`, code: 'kernel.content_fault', details: { detail: fault.detail, line: fault.line ?? 0 } })))
  }
}
