import type { Transaction } from '#kernel/database'

export type Preview = {
  readonly id: string
  readonly tableId: string
  readonly draft: string
  readonly textDigest: string
  readonly text: string
  readonly begunAt: Date
  readonly begunBy: string
  readonly total: number
  readonly done: number
  readonly unchanged: number
  readonly endedAt: Date | null
}

export type Flip = {
  readonly receipt: string
  readonly caseId: string
  readonly agency: string | null
  readonly was: string | null
  readonly now: string | null
  readonly reasonWas: string | null
  readonly reasonNow: string | null
  readonly valuesChanged: boolean
}

export async function addPreview(tx: Transaction, one: Omit<Preview, 'done' | 'unchanged' | 'endedAt'>): Promise<void> {
  await tx`
    insert into decisions.previews (id, table_id, draft, text_digest, text, begun_at, begun_by, total)
    values (${one.id}, ${one.tableId}, ${one.draft}, ${one.textDigest}, ${one.text}, ${one.begunAt}, ${one.begunBy}, ${one.total})`
}

export async function previewWith(tx: Transaction, id: string): Promise<Preview | undefined> {
  const [found] = await tx<Preview>`select id, table_id, draft, text_digest, text, begun_at, begun_by, total, done, unchanged, ended_at from decisions.previews where id = ${id}`
  return found
}

/** The newest previews of a table, or of all. */
export async function previewsOf(tx: Transaction, table: string | null, limit: number): Promise<Omit<Preview, 'text'>[]> {
  return tx<Omit<Preview, 'text'>>`
    select id, table_id, draft, text_digest, begun_at, begun_by, total, done, unchanged, ended_at from decisions.previews
    where ${table}::text is null or table_id = ${table} order by begun_at desc, id limit ${limit}`
}

/** The newest preview of each of these drafts, and whether somebody answers for it. */
export async function previewsOfDrafts(tx: Transaction, drafts: readonly string[]): Promise<(Omit<Preview, 'text'> & { readonly signed: boolean })[]> {
  return tx<Omit<Preview, 'text'> & { signed: boolean }>`
    select distinct on (p.draft) p.id, p.table_id, p.draft, p.text_digest, p.begun_at, p.begun_by, p.total, p.done, p.unchanged, p.ended_at, exists (select 1 from decisions.signoffs s where s.preview = p.id) as signed
    from decisions.previews p where p.draft = any(${drafts}::uuid[]) order by p.draft, p.begun_at desc, p.id`
}

/** Writes down what came out otherwise in one stretch, and how far the preview has come. */
export async function addStretch(tx: Transaction, id: string, { flips, unchanged, done, ended }: { flips: readonly Flip[]; unchanged: number; done: number; ended: Date | null }): Promise<void> {
  if (flips.length > 0) {
    await tx`
      insert into decisions.flips (preview, receipt, case_id, agency, was, now, reason_was, reason_now, values_changed)
      select ${id}, f.receipt, f.case_id, f.agency, f.was, f.now, f.reason_was, f.reason_now, f.values_changed
      from unnest(${flips.map((one) => one.receipt)}::uuid[], ${flips.map((one) => one.caseId)}::text[], ${flips.map((one) => one.agency)}::text[], ${flips.map((one) => one.was)}::text[],
        ${flips.map((one) => one.now)}::text[], ${flips.map((one) => one.reasonWas)}::text[], ${flips.map((one) => one.reasonNow)}::text[], ${flips.map((one) => one.valuesChanged)}::boolean[])
        as f (receipt, case_id, agency, was, now, reason_was, reason_now, values_changed)`
  }
  await tx`update decisions.previews set done = ${done}, unchanged = unchanged + ${unchanged}, ended_at = ${ended} where id = ${id}`
}

export type FlipGroup = { readonly was: string | null; readonly now: string | null; readonly reasonWas: string | null; readonly reasonNow: string | null; readonly agency: string | null; readonly count: number }

/** What comes out otherwise, by how and why and where, the most first. */
export async function flipGroups(tx: Transaction, preview: string): Promise<FlipGroup[]> {
  return tx<FlipGroup>`
    select was, now, reason_was, reason_now, agency, count(*)::int as count from decisions.flips
    where preview = ${preview} group by was, now, reason_was, reason_now, agency order by count(*) desc, was, now, reason_now, agency limit 200`
}

/** A page of what comes out otherwise. */
export async function flipsOf(tx: Transaction, preview: string, { after, limit }: { after: string | null; limit: number }): Promise<(Flip & { readonly caseNumber: string | null })[]> {
  return tx<Flip & { caseNumber: string | null }>`
    select f.receipt, f.case_id, r.case_number, f.agency, f.was, f.now, f.reason_was, f.reason_now, f.values_changed from decisions.flips f join decisions.receipts r on r.id = f.receipt
    where f.preview = ${preview} and (${after}::uuid is null or f.receipt > ${after}) order by f.receipt limit ${limit}`
}

export async function addSignoff(tx: Transaction, one: { preview: string; at: Date; by: string; note: string }): Promise<void> {
  await tx`insert into decisions.signoffs (preview, signed_at, signed_by, note) values (${one.preview}, ${one.at}, ${one.by}, ${one.note})`
}

export type Signoff = { readonly preview: string; readonly signedAt: Date; readonly signedBy: string; readonly note: string }

export async function signoffOf(tx: Transaction, preview: string): Promise<Signoff | undefined> {
  const [found] = await tx<Signoff>`select preview, signed_at, signed_by, note from decisions.signoffs where preview = ${preview}`
  return found
}

/** Whether somebody answers for exactly this text of a table. */
export async function isSignedOff(tx: Transaction, table: string, textDigest: string): Promise<boolean> {
  const [found] = await tx<{ found: boolean }>`
    select exists (select 1 from decisions.signoffs s join decisions.previews p on p.id = s.preview where p.table_id = ${table} and p.text_digest = ${textDigest}) as found`
  return found!.found
}
