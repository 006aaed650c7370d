import type { Act } from '#kernel/act'
import type { Language } from '#kernel/language'
import { permit } from '#kernel/refusal'
import type { Bilingual } from '#kernel/shapes'
import { agencyNames } from '#modules/parties'

import { mayRead } from '../policy.ts'
import { countUnread, findInbox, insertReading, type MessageRow } from '../store.ts'
import { readable } from './receive.ts'
import { wording } from './wording.ts'

/** A message as its reader sees it, in his language. `reply` is the clear answer that was given; `link` is a path of this node. */
export type Seen = {
  readonly id: string
  readonly letter: string
  /** The agency that wrote; null where the house did. */
  readonly from: Bilingual | null
  readonly title: string
  readonly text: string
  readonly case: string | null
  readonly link: string | null
  readonly writtenAt: Date
  readonly readAt: Date | null
  readonly expectsReply: boolean
  readonly reply: 'accept' | 'refuse' | null
}

/**
 * A party's inbox, newest first, in the reader's language. `page.after` is the `next` of the page before.
 * For the party itself or who acts on its behalf; refuses (forbidden) `not_permitted`.
 */
export async function inboxOf(act: Act, party: string, page: { limit: number; after?: string | undefined }, language: Language = 'zh'): Promise<{ items: Seen[]; next: string | null }> {
  permit(mayRead(act.actor, party))
  const before = /^\d{1,15}$/.test(page.after ?? '') ? Number(page.after) : Number.MAX_SAFE_INTEGER
  const rows = await findInbox(act, party, before, page.limit + 1)
  const shown = rows.slice(0, page.limit)
  const items: Seen[] = []
  const names = await agencyNames(act, shown.flatMap((row) => row.sender ?? []))
  for (const row of shown) items.push(await seen(act, row, language, names))
  return { items, next: rows.length > page.limit ? String(shown.at(-1)!.number) : null }
}

async function seen(act: Act, row: MessageRow, language: Language, names: Readonly<Record<string, Bilingual>>): Promise<Seen> {
  const { title, text } = await wording(act, row, language)
  const { id, letter, link, writtenAt, readAt, expectsReply, answer } = row
  return { id, letter, from: row.sender === null ? null : (names[row.sender] ?? null), title, text, case: row.case, link, writtenAt, readAt, expectsReply, reply: answer }
}

/** How many messages the party has not opened. Refuses (forbidden) `not_permitted`. */
export async function unreadCount(act: Act, party: string): Promise<number> {
  permit(mayRead(act.actor, party))
  return countUnread(act, party)
}

/** Writes down that the party opened a message. Twice changes nothing. Refuses (absent) `messages.absent`. */
export async function markRead(act: Act, id: string): Promise<void> {
  const message = await readable(act, id)
  if (await insertReading(act, message.id)) await act.record({ type: 'messages.read', subject: message.id, case: message.case })
}
