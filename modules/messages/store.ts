import type { Act } from '#kernel/act'
import { json } from '#kernel/database'
import type { Language } from '#kernel/language'

import type { Answer, Channel, Values } from './model.ts'

/** The row of a message, with what is known of it. */
export type MessageRow = {
  id: string; number: number; party: string; letter: string; release: string; values: Values; language: Language; case: string | null; link: string | null
  expectsReply: boolean; explains: string | null; sender: string | null; writtenAt: Date; readAt: Date | null; answer: Exclude<Answer, 'unclear'> | null
}

/** Makes every other act that asks for the same word wait until this one is kept or undone. */
export async function holdWord(act: Act, word: string): Promise<void> {
  await act.tx`select pg_advisory_xact_lock(hashtextextended(${'messages ' + word}, 0))`
}

/** One message by its id. */
export async function findMessage(act: Act, id: string): Promise<MessageRow | undefined> {
  const [row] = await act.tx<MessageRow>`
    select m.id, m.number, m.party, m.letter, m.release, m.values, m.language, m.case_id as "case", m.link, m.expects_reply, m.explains, m.sender, m.written_at, r.read_at, a.answer
    from messages.messages m
    left join messages.readings r on r.message = m.id
    left join messages.replies a on a.message = m.id and a.answer <> 'unclear'
    where m.id = ${id}`
  return row
}

/** The message that was written under this key. */
export async function findByKey(act: Act, key: string): Promise<{ id: string; party: string; letter: string } | undefined> {
  const [row] = await act.tx<{ id: string; party: string; letter: string }>`select id, party, letter from messages.messages where key = ${key}`
  return row
}

/** A page of a party's inbox, newest first, from before the message with this number. */
export async function findInbox(act: Act, party: string, before: number, limit: number): Promise<MessageRow[]> {
  return act.tx<MessageRow>`
    select m.id, m.number, m.party, m.letter, m.release, m.values, m.language, m.case_id as "case", m.link, m.expects_reply, m.explains, m.sender, m.written_at, r.read_at, a.answer
    from messages.messages m
    join messages.deliveries d on d.message = m.id and d.channel = 'inbox'
    left join messages.readings r on r.message = m.id
    left join messages.replies a on a.message = m.id and a.answer <> 'unclear'
    where m.party = ${party} and m.number < ${before} order by m.number desc limit ${limit}`
}

/** How many messages in a party's inbox were not opened. */
export async function countUnread(act: Act, party: string): Promise<number> {
  const [row] = await act.tx<{ count: number }>`
    select count(*) from messages.messages m
    join messages.deliveries d on d.message = m.id and d.channel = 'inbox'
    left join messages.readings r on r.message = m.id
    where m.party = ${party} and r.message is null`
  return row!.count
}

/** Writes a message. False where one was written under its key. */
export async function insertMessage(act: Act, message: { id: string; party: string; letter: string; release: string; values: Values; language: Language; case: string | null; link: string | null; expectsReply: boolean; explains: string | null; key: string; sender: string | null }): Promise<boolean> {
  const added = await act.tx`
    insert into messages.messages (id, party, letter, release, values, language, case_id, link, expects_reply, explains, key, sender, written_at, author)
    values (${message.id}, ${message.party}, ${message.letter}, ${message.release}, ${json(message.values)}, ${message.language}, ${message.case}, ${message.link},
      ${message.expectsReply}, ${message.explains}, ${message.key}, ${message.sender}, ${act.at}, ${act.actor.id})
    on conflict (key) do nothing returning id`
  return added.length > 0
}

/** Writes that a message goes by a channel to an address. */
export async function insertDelivery(act: Act, delivery: { id: string; message: string; channel: Channel; address: string | null }): Promise<void> {
  await act.tx`insert into messages.deliveries (id, message, channel, address, made_at) values (${delivery.id}, ${delivery.message}, ${delivery.channel}, ${delivery.address}, ${act.at})`
}

/** Writes what became of a delivery that was just made. */
export async function insertFirstOutcome(act: Act, event: { delivery: string; outcome: 'delivered' | 'failed'; reason: string | null }): Promise<void> {
  await act.tx`insert into messages.delivery_events (delivery, outcome, happened_at, reason) values (${event.delivery}, ${event.outcome}, ${act.at}, ${event.reason})`
}

/** Writes what became of a delivery. False where that was known. */
export async function insertOutcome(act: Act, event: { delivery: string; outcome: 'sent' | 'delivered' | 'failed'; reference?: string | null; reason?: string | null }): Promise<boolean> {
  const rows = await act.tx`
    insert into messages.delivery_events (delivery, outcome, happened_at, reference, reason)
    values (${event.delivery}, ${event.outcome}, ${act.at}, ${event.reference ?? null}, ${event.reason ?? null}) on conflict do nothing returning delivery`
  return rows.length > 0
}

/** The row of a delivery with what became of it. */
export type DeliveryRow = { id: string; message: string; channel: Channel; address: string | null; madeAt: Date; outcomes: { outcome: string; at: string; reason: string | null }[] }

/** The deliveries of a message. */
export async function findDeliveries(act: Act, message: string): Promise<DeliveryRow[]> {
  return act.tx<DeliveryRow>`
    select d.id, d.message, d.channel, d.address, d.made_at,
      coalesce((select json_agg(json_build_object('outcome', e.outcome, 'at', e.happened_at, 'reason', e.reason) order by e.happened_at) from messages.delivery_events e where e.delivery = d.id), '[]') as outcomes
    from messages.deliveries d where d.message = ${message} order by d.channel`
}

/** One delivery by its id. */
export async function findDelivery(act: Act, id: string): Promise<{ id: string; message: string; channel: Channel; address: string | null } | undefined> {
  const [row] = await act.tx<{ id: string; message: string; channel: Channel; address: string | null }>`select id, message, channel, address from messages.deliveries where id = ${id}`
  return row
}

/** The delivery that a carrier knows by this reference. */
export async function findByReference(act: Act, channel: Channel, reference: string): Promise<{ id: string; message: string } | undefined> {
  const [row] = await act.tx<{ id: string; message: string }>`
    select d.id, d.message from messages.delivery_events e join messages.deliveries d on d.id = e.delivery
    where e.reference = ${reference} and d.channel = ${channel} order by e.happened_at desc limit 1`
  return row
}

/** The newest message to a mobile number that expects a reply and has none that is clear. */
export async function findAwaiting(act: Act, mobile: string): Promise<string | undefined> {
  const [row] = await act.tx<{ id: string }>`
    select m.id from messages.deliveries d join messages.messages m on m.id = d.message
    where d.channel = 'sms' and d.address = ${mobile} and m.expects_reply
      and not exists (select 1 from messages.replies r where r.message = m.id and r.answer <> 'unclear')
    order by m.number desc limit 1`
  return row?.id
}

/** Writes what somebody wrote back. */
export async function insertReply(act: Act, reply: { message: string | null; mobile: string | null; words: string; answer: Answer }): Promise<void> {
  await act.tx`
    insert into messages.replies (message, mobile, words, answer, received_at, author)
    values (${reply.message}, ${reply.mobile}, ${reply.words}, ${reply.answer}, ${act.at}, ${act.actor.id})`
}

/** Writes that a message was opened. False where that was known. */
export async function insertReading(act: Act, message: string): Promise<boolean> {
  const rows = await act.tx`insert into messages.readings (message, read_at, author) values (${message}, ${act.at}, ${act.actor.id}) on conflict do nothing returning message`
  return rows.length > 0
}

/** What became of the deliveries made since a moment, by channel. `open`: nobody knows yet. */
export async function deliveryCounts(act: Act, since: Date): Promise<{ channel: Channel; made: number; delivered: number; failed: number; open: number }[]> {
  return act.tx`
    select d.channel, count(*) as made, count(*) filter (where e.delivered) as delivered, count(*) filter (where e.failed) as failed, count(*) filter (where e.delivered is not true and e.failed is not true) as open
    from messages.deliveries d
    left join lateral (select bool_or(outcome = 'delivered') as delivered, bool_or(outcome = 'failed') as failed from messages.delivery_events where delivery = d.id) e on true
    where d.made_at >= ${since} group by d.channel order by d.channel`
}

/** The last deliveries that failed since a moment, with the carrier's reason and the letter; no address, no party. */
export async function lastFailures(act: Act, since: Date, limit: number): Promise<{ at: Date; channel: Channel; letter: string; reason: string }[]> {
  return act.tx`
    select e.happened_at as at, d.channel, m.letter, e.reason from messages.deliveries d
    join messages.delivery_events e on e.delivery = d.id and e.outcome = 'failed' join messages.messages m on m.id = d.message
    where d.made_at >= ${since} order by e.happened_at desc limit ${limit}`
}
