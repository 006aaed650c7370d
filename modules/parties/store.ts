import type { Act } from '#kernel/act'
import { dayOf } from '#kernel/calendar'

import type { Identifier, Party, RelationKind } from './model.ts'

type PartyRow = Omit<Party, 'ended'> & { endedAt: Date | null; endedReason: string | null }

const partyFrom = ({ endedAt, endedReason, ...row }: PartyRow): Party => ({ ...row, ended: endedAt === null ? null : { at: endedAt, reason: endedReason! } })

/** The party with this id. */
export async function findParty(act: Act, id: string): Promise<Party | undefined> {
  const [row] = await act.tx<PartyRow>`
    select p.id, p.kind, n.name, n.name_en, e.ended_at, e.reason as ended_reason,
      coalesce((
        select json_agg(json_build_object('type', i.type, 'value', i.value) order by i.id)
        from parties.identifiers i left join parties.identifier_ends x on x.identifier = i.id
        where i.party = p.id and x.identifier is null), '[]') as identifiers
    from parties.parties p
    join lateral (select name, name_en from parties.names where party = p.id order by id desc limit 1) n on true
    left join parties.endings e on e.party = p.id
    where p.id = ${id}`
  return row && partyFrom(row)
}

/** The names of those of the parties that are agencies or systems. */
export async function findPublicNames(act: Act, ids: readonly string[]): Promise<{ id: string; name: string; nameEn: string | null }[]> {
  return act.tx<{ id: string; name: string; nameEn: string | null }>`
    select distinct on (p.id) p.id, n.name, n.name_en from parties.parties p join parties.names n on n.party = p.id
    where p.id = any(${ids}) and p.kind in ('agency', 'system') order by p.id, n.id desc`
}

/** The party that has this identifier now; of several (a shared telephone) the one that took it last. */
export async function findByIdentifier(act: Act, { type, value }: Identifier): Promise<string | undefined> {
  const [row] = await act.tx<{ party: string }>`
    select i.party from parties.identifiers i left join parties.identifier_ends x on x.identifier = i.id
    where i.type = ${type} and i.value = ${value} and x.identifier is null
    order by i.id desc limit 1`
  return row?.party
}

/** Whether the identifier was ever given, and to whom; for those that are never given twice. */
export async function ownerEver(act: Act, { type, value }: Identifier): Promise<string | undefined> {
  const [row] = await act.tx<{ party: string }>`select party from parties.identifiers where type = ${type} and value = ${value} order by id desc limit 1`
  return row?.party
}

/** Makes every other act that asks for the same word wait until this one is kept or undone. */
export async function holdWord(act: Act, word: string): Promise<void> {
  await act.tx`select pg_advisory_xact_lock(hashtextextended(${'parties ' + word}, 0))`
}

/** Holds the party, so that what was checked about it stays so until the act ends. */
export async function holdParty(act: Act, id: string): Promise<void> {
  await act.tx`select 1 from parties.parties where id = ${id} for update`
}

/** Writes a new party with its first name. */
export async function insertParty(act: Act, party: { id: string; kind: Party['kind']; name: string; nameEn: string | null; source: string }): Promise<void> {
  await act.tx`insert into parties.parties (id, kind, begun_at, author, source) values (${party.id}, ${party.kind}, ${act.at}, ${act.actor.id}, ${party.source})`
  await insertName(act, party)
}

/** Writes a new name of a party. */
export async function insertName(act: Act, party: { id: string; name: string; nameEn: string | null; source: string }): Promise<void> {
  await act.tx`
    insert into parties.names (party, name, name_en, named_at, author, source)
    values (${party.id}, ${party.name}, ${party.nameEn}, ${act.at}, ${act.actor.id}, ${party.source})`
}

/** Writes a new identifier of a party. */
export async function insertIdentifier(act: Act, party: string, { type, value }: Identifier, source: string): Promise<void> {
  await act.tx`
    insert into parties.identifiers (party, type, value, recorded_at, author, source)
    values (${party}, ${type}, ${value}, ${act.at}, ${act.actor.id}, ${source})`
}

/** Ends the identifiers of one type that a party has. */
export async function endIdentifiers(act: Act, party: string, type: string, reason: string): Promise<void> {
  await act.tx`
    insert into parties.identifier_ends (identifier, ended_at, author, reason)
    select id, ${act.at}, ${act.actor.id}, ${reason} from parties.identifiers i
    where i.party = ${party} and i.type = ${type} and not exists (select 1 from parties.identifier_ends x where x.identifier = i.id)`
}

/** Writes that a party is no more. False where that was known. */
export async function insertEnding(act: Act, ending: { party: string; at: Date; reason: string }): Promise<boolean> {
  const rows = await act.tx`
    insert into parties.endings (party, ended_at, recorded_at, author, reason)
    values (${ending.party}, ${ending.at}, ${act.at}, ${act.actor.id}, ${ending.reason}) on conflict do nothing returning party`
  return rows.length > 0
}

/** The row of a relation; `until` is the day that holds, whether planned or written down later. */
export type RelationRow = { id: string; from: string; to: string; kind: RelationKind; since: string; until: string | null; source: string; case: string | null }

/** The relations of a party, in either direction, ended ones too, oldest first. */
export async function findRelations(act: Act, party: string): Promise<RelationRow[]> {
  return act.tx<RelationRow>`
    select r.id::text, r.from_party as "from", r.to_party as "to", r.kind, r.since, least(e.last_day, r.until) as until, r.source, r.case_id as "case"
    from parties.relations r left join parties.relation_ends e on e.relation = r.id
    where r.from_party = ${party} or r.to_party = ${party} order by r.id`
}

/** One relation by its id. */
export async function findRelation(act: Act, id: string): Promise<RelationRow | undefined> {
  const [row] = await act.tx<RelationRow>`
    select r.id::text, r.from_party as "from", r.to_party as "to", r.kind, r.since, least(e.last_day, r.until) as until, r.source, r.case_id as "case"
    from parties.relations r left join parties.relation_ends e on e.relation = r.id
    where r.id::text = ${id}`
  return row
}

/** Writes a relation and gives its id. */
export async function insertRelation(act: Act, relation: Omit<RelationRow, 'id'>): Promise<string> {
  const [row] = await act.tx<{ id: string }>`
    insert into parties.relations (from_party, to_party, kind, since, until, recorded_at, author, source, case_id)
    values (${relation.from}, ${relation.to}, ${relation.kind}, ${relation.since}, ${relation.until}, ${act.at}, ${act.actor.id}, ${relation.source}, ${relation.case})
    returning id::text`
  return row!.id
}

/** Writes that a relation ended. False where that was known. */
export async function insertRelationEnd(act: Act, end: { relation: string; lastDay: string; reason: string }): Promise<boolean> {
  const rows = await act.tx`
    insert into parties.relation_ends (relation, last_day, recorded_at, author, reason)
    values (${end.relation}::bigint, ${end.lastDay}, ${act.at}, ${act.actor.id}, ${end.reason}) on conflict do nothing returning relation`
  return rows.length > 0
}

/** The row of a post. */
export type PostRow = { id: string; person: string; agency: string; role: string; division: string; since: Date; ended: boolean }

/** The posts that a person holds now, oldest first. */
export async function findPosts(act: Act, person: string): Promise<PostRow[]> {
  return act.tx<PostRow>`
    select p.id, p.person, p.agency, p.role, p.division, p.appointed_at as since, false as ended
    from parties.posts p left join parties.post_ends e on e.post = p.id
    where p.person = ${person} and e.post is null order by p.appointed_at, p.id`
}

/** The posts that are held at an agency now, oldest first. */
export async function findPostsAt(act: Act, agency: string): Promise<PostRow[]> {
  return act.tx<PostRow>`
    select p.id, p.person, p.agency, p.role, p.division, p.appointed_at as since, false as ended
    from parties.posts p left join parties.post_ends e on e.post = p.id
    where p.agency = ${agency} and e.post is null order by p.appointed_at, p.id`
}

/** One post by its id, ended or not. */
export async function findPost(act: Act, id: string): Promise<PostRow | undefined> {
  const [row] = await act.tx<PostRow>`
    select p.id, p.person, p.agency, p.role, p.division, p.appointed_at as since, e.post is not null as ended
    from parties.posts p left join parties.post_ends e on e.post = p.id where p.id = ${id}`
  return row
}

/** The roles of these posts, ended or not. */
export const findRoles = (act: Act, posts: readonly string[]): Promise<{ id: string; role: string }[]> => act.tx<{ id: string; role: string }>`select id, role from parties.posts where id = any(${posts})`

/** Writes a post. */
export async function insertPost(act: Act, post: { id: string; person: string; agency: string; role: string; division: string; reason: string }): Promise<void> {
  await act.tx`
    insert into parties.posts (id, person, agency, role, division, appointed_at, author, reason)
    values (${post.id}, ${post.person}, ${post.agency}, ${post.role}, ${post.division}, ${act.at}, ${act.actor.id}, ${post.reason})`
}

/** Writes that a post ended. False where that was known. */
export async function insertPostEnd(act: Act, post: string, reason: string): Promise<boolean> {
  const rows = await act.tx`insert into parties.post_ends (post, ended_at, author, reason) values (${post}, ${act.at}, ${act.actor.id}, ${reason}) on conflict do nothing returning post`
  return rows.length > 0
}

/** The row of a mandate. */
export type MandateRow = { id: string; grantor: string; grantee: string; matters: string[] | null; until: string; grantedAt: Date; reason: string; revokedAt: Date | null }

/** The mandates from a grantor to a grantee, revoked ones too, newest first. */
export async function findMandates(act: Act, grantor: string, grantee: string): Promise<MandateRow[]> {
  return act.tx<MandateRow>`
    select m.id, m.grantor, m.grantee, m.matters, m.until, m.granted_at, m.reason, r.revoked_at
    from parties.mandates m left join parties.mandate_revocations r on r.mandate = m.id
    where m.grantor = ${grantor} and m.grantee = ${grantee} order by m.granted_at desc, m.id desc`
}

/** One mandate by its id. */
export async function findMandate(act: Act, id: string): Promise<MandateRow | undefined> {
  const [row] = await act.tx<MandateRow>`
    select m.id, m.grantor, m.grantee, m.matters, m.until, m.granted_at, m.reason, r.revoked_at
    from parties.mandates m left join parties.mandate_revocations r on r.mandate = m.id where m.id = ${id}`
  return row
}

/** A page of the mandates that a party gave or was given, by id. */
export async function findMandatesOf(act: Act, party: string, after: string, limit: number): Promise<MandateRow[]> {
  return act.tx<MandateRow>`
    select m.id, m.grantor, m.grantee, m.matters, m.until, m.granted_at, m.reason, r.revoked_at
    from parties.mandates m left join parties.mandate_revocations r on r.mandate = m.id
    where (m.grantor = ${party} or m.grantee = ${party}) and m.id > ${after} order by m.id limit ${limit}`
}

/** Writes a mandate. */
export async function insertMandate(act: Act, mandate: { id: string; grantor: string; grantee: string; matters: readonly string[] | null; until: string; reason: string }): Promise<void> {
  await act.tx`
    insert into parties.mandates (id, grantor, grantee, matters, until, granted_at, author, reason)
    values (${mandate.id}, ${mandate.grantor}, ${mandate.grantee}, ${mandate.matters}, ${mandate.until}, ${act.at}, ${act.actor.id}, ${mandate.reason})`
}

/** Writes that a mandate was revoked. False where that was known. */
export async function insertRevocation(act: Act, mandate: string, reason: string): Promise<boolean> {
  const rows = await act.tx`
    insert into parties.mandate_revocations (mandate, revoked_at, author, reason)
    values (${mandate}, ${act.at}, ${act.actor.id}, ${reason}) on conflict do nothing returning mandate`
  return rows.length > 0
}

/** One ground on which a person may act for somebody: a relation of law, or a mandate; `matters` null means every matter. */
export type PrincipalRow = {
  id: string; kind: Party['kind']; name: string; nameEn: string | null; identifiers: Identifier[]
  basis: 'granted' | 'legal-representative' | 'guardian'; matters: string[] | null; since: string; until: string | null
}

/** Whom a person may act for, by each ground that holds today, those of law first; parties that are no more left out. */
export async function findPrincipals(act: Act, person: string): Promise<PrincipalRow[]> {
  return act.tx<PrincipalRow>`
    with grounds as (
      select r.to_party as party, r.kind as basis, null::text[] as matters, r.since, least(e.last_day, r.until) as until, 0 as rank, r.recorded_at as at
      from parties.relations r left join parties.relation_ends e on e.relation = r.id
      where r.from_party = ${person} and r.kind in ('legal-representative', 'guardian') and r.since <= ${dayOf(act.at)}
        and coalesce(least(e.last_day, r.until), 'infinity') >= ${dayOf(act.at)}
      union all
      select m.grantor, 'granted', m.matters, (m.granted_at at time zone 'Asia/Shanghai')::date, m.until, 1, m.granted_at
      from parties.mandates m left join parties.mandate_revocations x on x.mandate = m.id
      where m.grantee = ${person} and m.granted_at <= ${act.at} and m.until >= ${dayOf(act.at)} and (x.revoked_at is null or x.revoked_at > ${act.at}))
    select p.id, p.kind, n.name, n.name_en, g.basis, g.matters, g.since, g.until,
      coalesce((select json_agg(json_build_object('type', i.type, 'value', i.value)) from parties.identifiers i where i.party = p.id and i.type = 'citizen-id'), '[]') as identifiers
    from grounds g join parties.parties p on p.id = g.party
    join lateral (select name, name_en from parties.names where party = p.id order by id desc limit 1) n on true
    left join parties.endings d on d.party = p.id
    where d.ended_at is null or d.ended_at > ${act.at}
    order by g.rank, g.matters is not null, g.at`
}
