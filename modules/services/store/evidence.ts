import { json, type Transaction } from '#kernel/database'

import type { Found } from '../model/requirement.ts'

type Sought = { readonly case: string; readonly round: number; readonly at: Date; readonly for: 'form' | 'decision' }

/** Keeps what a search found, one row for each requirement. The case must be held, so that the numbers follow each other. */
export async function addEvidence(tx: Transaction, sought: Sought, found: readonly (Found & { readonly material: string })[]): Promise<void> {
  const rows = found.map((one) => ({ requirement: one.requirement, material: one.material, means: one.by, name: one.name, ref: one.ref, shown_as: one.number, issuer: one.issuer, digest: one.digest, standing: one.standing, known_at: one.at, disclosed: one.fields, use: one.use, tried: one.tried }))
  await tx`
    insert into services.evidence (case_id, requirement, number, round, sought_at, sought_for, material, means, name, ref, shown_as, issuer, digest, standing, known_at, disclosed, use, tried)
    select ${sought.case}, r.requirement, (select count(*) + 1 from services.evidence e where e.case_id = ${sought.case} and e.requirement = r.requirement), ${sought.round}, ${sought.at}, ${sought.for},
      r.material, r.means, r.name, r.ref, r.shown_as, r.issuer, r.digest, r.standing, r.known_at, r.disclosed, r.use, r.tried
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (requirement text, material text, means text, name text, ref text, shown_as text, issuer jsonb, digest text, standing text, known_at timestamptz, disclosed jsonb, use uuid, tried jsonb)`
}

/** A row of evidence, with when and for what it was sought. */
export type Kept = Found & { readonly material: string; readonly round: number; readonly soughtAt: Date; readonly soughtFor: 'form' | 'decision' }

/** The newest find of each requirement of a case; of one kind of search where it is named. */
export async function evidenceOf(tx: Transaction, caseId: string, soughtFor: 'form' | 'decision' | null = null): Promise<Kept[]> {
  return tx<Kept>`
    select distinct on (requirement) requirement, material, round, sought_at, sought_for, means as by, name, ref, shown_as as number, issuer, digest, standing, known_at as at, disclosed as fields, use, tried
    from services.evidence where case_id = ${caseId} and (${soughtFor}::text is null or sought_for = ${soughtFor}) order by requirement, evidence.number desc`
}

/** A file that was handed in, without its bytes. */
export type Upload = { readonly id: string; readonly requirement: string; readonly name: string; readonly media: string; readonly size: number; readonly digest: string; readonly uploadedAt: Date }

export async function addUpload(tx: Transaction, caseId: string, one: Upload & { readonly bytes: Buffer; readonly by: string }): Promise<void> {
  await tx`
    insert into services.uploads (id, case_id, requirement, file_name, media, size, digest, bytes, uploaded_at, uploaded_by)
    values (${one.id}, ${caseId}, ${one.requirement}, ${one.name}, ${one.media}, ${one.size}, ${one.digest}, ${one.bytes}, ${one.uploadedAt}, ${one.by})`
}

/** The newest file of each requirement of a case. */
export async function uploadsOf(tx: Transaction, caseId: string): Promise<Upload[]> {
  return tx<Upload>`
    select distinct on (requirement) id, requirement, file_name as name, media, size, digest, uploaded_at
    from services.uploads where case_id = ${caseId} order by requirement, uploaded_at desc, id`
}

/** How many files were handed in for a case. */
export async function countUploads(tx: Transaction, caseId: string): Promise<number> {
  const [row] = await tx<{ count: number }>`select count(*) as count from services.uploads where case_id = ${caseId}`
  return Number(row!.count)
}

/** One file of a case, with its bytes. */
export async function uploadWith(tx: Transaction, caseId: string, id: string): Promise<(Upload & { readonly bytes: Buffer }) | undefined> {
  const [row] = await tx<Upload & { bytes: Buffer }>`select id, requirement, file_name as name, media, size, digest, uploaded_at, bytes from services.uploads where case_id = ${caseId} and id = ${id}`
  return row
}

/** The newest case of a matter that was granted to a party, with what it came to. */
export async function grantedCase(tx: Transaction, applicant: string, definition: string): Promise<string | undefined> {
  const [row] = await tx<{ id: string }>`
    select c.id from services.cases c join services.closures x on x.case_id = c.id and x.ending = 'granted'
    where c.applicant = ${applicant} and c.definition = ${definition} and c.kind = 'matter' order by x.closed_at desc limit 1`
  return row?.id
}

/** How many things were proven for decisions since a moment, by matter: by something that government has, by a file, by nothing. */
export async function sparedByMatter(tx: Transaction, since: Date): Promise<{ matter: string; cases: number; spared: number; files: number; lacking: number }[]> {
  return tx`
    with newest as (select distinct on (case_id, requirement) case_id, requirement, means from services.evidence where sought_for = 'decision' and sought_at >= ${since} order by case_id, requirement, number desc)
    select c.definition as matter, count(distinct n.case_id) as cases, count(*) filter (where n.means in ('certificate', 'register', 'case')) as spared, count(*) filter (where n.means = 'upload') as files, count(*) filter (where n.means is null) as lacking
    from newest n join services.cases c on c.id = n.case_id group by c.definition order by spared desc, c.definition`
}

/** The cases of a matter behind these figures, newest first. */
export async function sparedCases(tx: Transaction, matter: string, since: Date, limit: number): Promise<{ number: string; at: Date; spared: number; files: number; lacking: number }[]> {
  return tx`
    with newest as (select distinct on (e.case_id, e.requirement) e.case_id, e.means, e.sought_at from services.evidence e join services.cases c on c.id = e.case_id
      where c.definition = ${matter} and e.sought_for = 'decision' and e.sought_at >= ${since} order by e.case_id, e.requirement, e.number desc)
    select c.number, max(n.sought_at) as at, count(*) filter (where n.means in ('certificate', 'register', 'case')) as spared, count(*) filter (where n.means = 'upload') as files, count(*) filter (where n.means is null) as lacking
    from newest n join services.cases c on c.id = n.case_id group by c.number order by at desc, c.number limit ${limit}`
}
