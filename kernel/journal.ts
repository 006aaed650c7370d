import type { Actor } from '#kernel/actor'
import type { Transaction } from '#kernel/database'
import { gathered, markIn, type Mark } from '#kernel/savepoint'

/**
 * Something that happened: `<module>.<past participle>`, what it happened to, and the case it belongs to.
 * `data` holds ids and codes only, never personal text: the journal lives for ever.
 */
export type Fact = {
  readonly type: `${string}.${string}`
  readonly subject: string
  readonly case?: string | null
  readonly data?: Readonly<Record<string, string | number | boolean | null>>
}

/** A fact as it stands in the journal. */
export type Entry = {
  readonly id: string
  readonly written: string
  readonly at: Date
  readonly actor: string
  readonly type: string
  readonly subject: string
  readonly case: string | null
  readonly data: Readonly<Record<string, string | number | boolean | null>>
}

const shapes = new Map<string, ReadonlySet<string>>()

/** Says which keys the facts of one type may carry. A fact with another key, or of an unknown type, is a fault. */
export function declareFacts(facts: Readonly<Record<string, readonly string[]>>): void {
  for (const [type, keys] of Object.entries(facts)) shapes.set(type, new Set(keys))
}

/** Refuses, as a fault, what no module declared. */
function checkShape(fact: Fact): void {
  const shape = shapes.get(fact.type)
  if (shape === undefined) throw new Error(`no module declares the fact ${fact.type}`)
  const stray = Object.keys(fact.data ?? {}).find((key) => !shape.has(key))
  if (stray !== undefined) throw new Error(`the fact ${fact.type} may not carry ${stray}`)
}

/** The facts of one act until they are written, and the tag through which the act speaks to the database meanwhile. */
export type PendingFacts = { readonly tx: Transaction; add(fact: Fact, actor: Actor): void; write(): Promise<void> }

type Pending = { readonly fact: Fact; readonly actor: Actor }

/**
 * Gathers the facts of an act and writes them in one statement, at the latest before it is kept. Whoever reads the
 * journal in the same act finds them there; what a savepoint takes back is forgotten with it, and what was written
 * after a savepoint although it was recorded before is written again. `heed` hears of every savepoint.
 */
export function pendingFacts(base: Transaction, at: Date, heed: (mark: Mark) => void): PendingFacts {
  const facts = gathered<Pending>()
  const write = async (): Promise<void> => {
    const all = facts.take()
    if (all.length > 0) await appendAll(base, at, all)
  }
  const tx = (async (text: TemplateStringsArray, ...values: Parameters<Transaction> extends [unknown, ...infer V] ? V : never) => {
    const mark = markIn(text[0]!)
    if (mark) { facts.heed(mark); heed(mark) }
    else if (touchesJournal(text)) await write()
    return base(text, ...values)
  }) as Transaction
  return { tx, add: (fact, actor) => { checkShape(fact); facts.add({ fact, actor }) }, write }
}

const touching = new WeakMap<TemplateStringsArray, boolean>()

/** Whether a statement could see the journal. */
function touchesJournal(text: TemplateStringsArray): boolean {
  let touches = touching.get(text)
  if (touches === undefined) touching.set(text, (touches = text.some((part) => /\bkernel\.journal\b/.test(part))))
  return touches
}

async function appendAll(tx: Transaction, at: Date, all: readonly Pending[]): Promise<void> {
  const facts = all.map(({ fact }) => fact)
  await tx`
    insert into kernel.journal (at, actor, type, subject, case_id, data)
    select ${at}::timestamptz, f.actor, f.type, f.subject, f.case_id, f.data
    from unnest(${all.map(({ actor }) => actor.id)}::text[], ${facts.map(({ type }) => type)}::text[], ${facts.map(({ subject }) => subject)}::text[],
      ${facts.map((fact) => fact.case ?? null)}::text[], ${facts.map(({ data }) => JSON.stringify(data ?? {}))}::jsonb[]) with ordinality as f (actor, type, subject, case_id, data, place)
    order by f.place`
}

/**
 * The facts of `types` that `reader` has not read, oldest first, at most `limit`, and the place to leave the bookmark.
 *
 * Ids are handed out before transactions commit, so entry 7 can appear after entry 8. Reading by id alone
 * would then skip 7 for ever. We read by transaction id instead, and stop short of the oldest transaction
 * still running.
 */
export async function unread(tx: Transaction, reader: string, types: readonly string[], limit: number): Promise<{ entries: Entry[]; upTo: Place | undefined }> {
  const [horizon] = await tx<Place>`
    select j.written::text, j.id::text from kernel.journal j
    where j.written < pg_snapshot_xmin(pg_current_snapshot())
    order by j.written desc, j.id desc limit 1`
  if (!horizon) return { entries: [], upTo: undefined }
  const entries = await tx<Entry>`
    select j.id::text, j.written::text, j.at, j.actor, j.type, j.subject, j.case_id as "case", j.data
    from kernel.bookmarks b
    join kernel.journal j on (j.written, j.id) > (b.written, b.id)
    where b.reader = ${reader} and j.type = any(${types})
      and (j.written, j.id) <= (${horizon.written}::xid8, ${horizon.id}::bigint)
    order by j.written, j.id
    limit ${limit}`
  return { entries, upTo: entries.length === limit ? entries.at(-1) : horizon }
}

/** A place in the journal, in reading order. */
export type Place = { readonly written: string; readonly id: string }

/** Everything that happened to these subjects or in these cases, oldest first. */
export async function historyOf(tx: Transaction, ...about: string[]): Promise<Entry[]> {
  return tx<Entry>`
    select j.id::text, j.written::text, j.at, j.actor, j.type, j.subject, j.case_id as "case", j.data
    from kernel.journal j where j.subject = any(${about}) or j.case_id = any(${about})
    order by j.written, j.id`
}

/** One fact by its id. */
export async function entryOf(tx: Transaction, id: string): Promise<Entry | undefined> {
  const [entry] = await tx<Entry>`
    select j.id::text, j.written::text, j.at, j.actor, j.type, j.subject, j.case_id as "case", j.data from kernel.journal j where j.id = ${id}::bigint`
  return entry
}

/** Moves the reader's bookmark to a place it has read up to. */
export async function turnPage(tx: Transaction, reader: string, place: Place): Promise<void> {
  await tx`
    update kernel.bookmarks set written = ${place.written}::xid8, id = ${place.id}
    where reader = ${reader} and (written, id) <> (${place.written}::xid8, ${place.id}::bigint)`
}

/** A fact as it is known by its hash: SHA-256 over the JSON of its columns, the moment in microseconds since 1970. */
export type HashedFact = Place & { readonly hash: Buffer; readonly at: Date }

/** The facts after a place that no running act can come before any more, oldest first, at most `limit`, each with its hash. */
export async function hashedAfter(tx: Transaction, place: Place, limit: number): Promise<HashedFact[]> {
  return tx<HashedFact>`
    select j.id::text, j.written::text, j.at,
      sha256(convert_to(jsonb_build_array(j.id, j.written::text, (extract(epoch from j.at) * 1000000)::bigint, j.actor, j.type, j.subject, j.case_id, j.data)::text, 'UTF8')) as hash
    from kernel.journal j
    where (j.written, j.id) > (${place.written}::xid8, ${place.id}::bigint) and j.written < pg_snapshot_xmin(pg_current_snapshot())
    order by j.written, j.id limit ${limit}`
}

/** The facts with these ids, each with its hash as it is now. */
export async function hashedFacts(tx: Transaction, ids: readonly string[]): Promise<HashedFact[]> {
  return tx<HashedFact>`
    select j.id::text, j.written::text, j.at,
      sha256(convert_to(jsonb_build_array(j.id, j.written::text, (extract(epoch from j.at) * 1000000)::bigint, j.actor, j.type, j.subject, j.case_id, j.data)::text, 'UTF8')) as hash
    from kernel.journal j where j.id = any(${ids}::bigint[])`
}
