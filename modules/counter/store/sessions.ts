import type { Transaction } from '#kernel/database'

import type { Ask, Session } from '../model.ts'

export async function addCode(tx: Transaction, code: { id: string; digest: string; citizen: string; at: Date; until: Date }): Promise<void> {
  await tx`insert into counter.codes (id, digest, citizen, shown_at, until) values (${code.id}, ${code.digest}, ${code.citizen}, ${code.at}, ${code.until})`
}

/** The person whose newest code this is, if it is alive and was not used; nobody else can use it until this act ends. */
export async function holdCode(tx: Transaction, digest: string, at: Date): Promise<{ id: string; citizen: string } | undefined> {
  const [row] = await tx<{ id: string; citizen: string }>`
    select c.id, c.citizen from counter.codes c
    where c.digest = ${digest} and c.shown_at <= ${at} and c.until > ${at}
      and not exists (select 1 from counter.codes n where n.citizen = c.citizen and n.shown_at <= ${at} and (n.shown_at, n.id) > (c.shown_at, c.id))
    order by c.shown_at desc limit 1 for update`
  return row
}

/** Notes that a code served. Gives false where it did before. */
export async function addCodeUse(tx: Transaction, use: { code: string; at: Date; by: string }): Promise<boolean> {
  const added = await tx`insert into counter.code_uses (code, used_at, used_by) values (${use.code}, ${use.at}, ${use.by}) on conflict do nothing returning code`
  return added.length > 0
}

export async function addTry(tx: Transaction, clerk: string, what: 'code' | 'card' | 'screen', at: Date): Promise<void> {
  await tx`insert into counter.tries (clerk, tried_at, what) values (${clerk}, ${at}, ${what})`
}

export async function triesSince(tx: Transaction, clerk: string, since: Date): Promise<number> {
  const [row] = await tx<{ count: number }>`select count(*) as count from counter.tries where clerk = ${clerk} and tried_at > ${since}`
  return row!.count
}

/** Lets nobody else open or end a session of these people until this act ends; always in one order, so that two acts cannot wait for each other for ever. */
export async function holdPeople(tx: Transaction, ...people: string[]): Promise<void> {
  for (const person of [...new Set(people)].sort()) await tx`select pg_advisory_xact_lock(hashtextextended(${`counter ${person}`}, 0))`
}

export async function addSession(tx: Transaction, one: Session): Promise<void> {
  await tx`
    insert into counter.sessions (id, clerk, agency, post, citizen, way, opened_at, until, grant_id)
    values (${one.id}, ${one.clerk}, ${one.agency}, ${one.post}, ${one.citizen}, ${one.way}, ${one.openedAt}, ${one.until}, ${one.grant})`
}

/** The session with this id, ended or not. */
export async function sessionById(tx: Transaction, id: string): Promise<(Session & { endedAt: Date | null; reason: string | null }) | undefined> {
  const [row] = await tx<Session & { endedAt: Date | null; reason: string | null }>`
    select s.id, s.clerk, s.agency, s.post, s.citizen, s.way, s.opened_at, s.until, s.grant_id as "grant", e.ended_at, e.reason
    from counter.sessions s left join counter.ends e on e.session = s.id where s.id = ${id}`
  return row
}

/** The session of a clerk or of a citizen that nobody ended and whose time is not up. */
export async function runningOf(tx: Transaction, who: { clerk: string } | { citizen: string }, at: Date): Promise<Session | undefined> {
  const [clerk, citizen] = ['clerk' in who ? who.clerk : null, 'citizen' in who ? who.citizen : null]
  const [row] = await tx<Session>`
    select s.id, s.clerk, s.agency, s.post, s.citizen, s.way, s.opened_at, s.until, s.grant_id as "grant"
    from counter.sessions s left join counter.ends e on e.session = s.id
    where (s.clerk = ${clerk} or s.citizen = ${citizen}) and s.until > ${at} and e.session is null
    order by s.opened_at desc limit 1`
  return row
}

export async function addEnd(tx: Transaction, end: { session: string; at: Date; by: string; reason: string }): Promise<boolean> {
  const added = await tx`insert into counter.ends (session, ended_at, ended_by, reason) values (${end.session}, ${end.at}, ${end.by}, ${end.reason}) on conflict do nothing returning session`
  return added.length > 0
}

export async function addAsk(tx: Transaction, ask: Ask): Promise<void> {
  await tx`
    insert into counter.asks (id, clerk, agency, post, citizen, way, screen, asked_at, until)
    values (${ask.id}, ${ask.clerk}, ${ask.agency}, ${ask.post}, ${ask.citizen}, ${ask.way}, ${ask.screen}, ${ask.askedAt}, ${ask.until})`
}

/** The newest ask of a clerk, of a citizen, or on a screen that waits for its answer. */
export async function askOf(tx: Transaction, who: { clerk?: string; citizen?: string; screen?: string }, at: Date): Promise<Ask | undefined> {
  const [row] = await tx<Ask>`
    select a.id, a.clerk, a.agency, a.post, a.citizen, a.way, a.screen, a.asked_at, a.until
    from counter.asks a left join counter.ask_answers n on n.ask = a.id
    where (a.clerk = ${who.clerk ?? null} or (a.citizen = ${who.citizen ?? null} and a.way = 'phone') or a.screen = ${who.screen ?? null})
      and a.until > ${at} and n.ask is null
    order by a.asked_at desc limit 1`
  return row
}

/** Answers an ask, once. */
export async function addAnswer(tx: Transaction, ask: string, answer: 'yes' | 'no' | 'given up', at: Date): Promise<boolean> {
  const added = await tx`insert into counter.ask_answers (ask, answer, answered_at) values (${ask}, ${answer}, ${at}) on conflict do nothing returning ask`
  return added.length > 0
}

/** What became of an ask. */
export async function answerTo(tx: Transaction, ask: string): Promise<{ clerk: string; answer: string | null; until: Date } | undefined> {
  const [row] = await tx<{ clerk: string; answer: string | null; until: Date }>`
    select a.clerk, n.answer, a.until from counter.asks a left join counter.ask_answers n on n.ask = a.id where a.id = ${ask}`
  return row
}
