import type { Act } from '#kernel/act'
import type { Language } from '#kernel/language'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { newId, partyOf, type Party } from '#modules/parties'

import { isOwnPath, Letters, missingValue, type Channel, type Values } from '../model.ts'
import { findByKey, insertDelivery, insertFirstOutcome, insertMessage, type MessageRow } from '../store.ts'
import { DELIVER } from './deliver.ts'

/** A wish to send. `key` makes it happen once; `link` is a path of this node; `language` is that of SMS and paper (the inbox speaks the reader's). */
export type Sending = {
  readonly to: string
  readonly letter: string
  readonly values: Values
  readonly case?: string | null
  readonly link?: string
  readonly channels?: readonly Channel[]
  readonly key: string
  readonly expectsReply?: boolean
  readonly language?: Language
  /** The agency in whose name it is written: the one that decides, issues, pays or keeps the register; null only where none speaks. */
  readonly from: string | null
}

/**
 * Sends a letter to a party: into the inbox at once, by SMS and paper through jobs. The letter as it stands in the content in
 * force is pinned, so a later text changes nothing that was sent. The same key gives the same message and sends nothing more.
 * A party without a number for a channel has that delivery fail with `no-address`; the others go on.
 * Refuses (absent) `parties.absent`, `messages.letter_absent`; (unfit) `messages.value_absent`, `messages.link_foreign`,
 * `messages.reply_unknown` where a reply is expected that the letter has no words for; (conflict) `messages.key_reused`.
 */
export async function send(act: Act, sending: Sending): Promise<{ id: string }> {
  const obstacle = obstacleToSending(sending)
  const id = obstacle === null ? await write(act, { ...sending, explains: null }) : undefined
  if (id !== undefined) return { id }
  const known = await findByKey(act, sending.key)
  if (known === undefined) throw obstacle ?? new Error(`the message ${sending.key} was neither written nor there`)
  if (known.party !== sending.to || known.letter !== sending.letter) throw new Refusal('conflict', 'messages.key_reused')
  return { id: known.id }
}

/** Why this cannot be sent, or null. What was sent once is known by its key, even where its letter was taken away since. */
function obstacleToSending(sending: Sending): Refusal | null {
  const letter = currentRelease().get(Letters, sending.letter)?.value
  if (letter === undefined) return new Refusal('absent', 'messages.letter_absent', { letter: sending.letter })
  const name = missingValue(letter, sending.values)
  if (name !== undefined) return new Refusal('unfit', 'messages.value_absent', { letter: sending.letter, name })
  if (sending.link !== undefined && !isOwnPath(sending.link)) return new Refusal('unfit', 'messages.link_foreign')
  return sending.expectsReply && letter.replies === undefined ? new Refusal('unfit', 'messages.reply_unknown', { letter: sending.letter }) : null
}

/** Answers an unclear reply by SMS with the words that would be understood; once for each message. */
export async function explain(act: Act, message: MessageRow): Promise<void> {
  const key = `explanation:${message.id}`
  if ((await findByKey(act, key)) !== undefined) return
  await write(act, { to: message.party, letter: message.letter, values: message.values, case: message.case, from: message.sender, channels: ['sms'], key, language: message.language, explains: message.id, release: message.release })
}

/** Gives the id of the message; undefined where its key stands under one already: of two acts that send the same, the second waits for the first. */
async function write(act: Act, sending: Sending & { explains: string | null; release?: string }): Promise<string | undefined> {
  const party = await partyOf(act, sending.to)
  const id = newId('msg_')
  const fresh = await insertMessage(act, {
    id, party: party.id, letter: sending.letter, release: sending.release ?? currentRelease().digest, values: sending.values, language: sending.language ?? 'zh',
    case: sending.case ?? null, link: sending.link ?? null, expectsReply: sending.expectsReply ?? false, explains: sending.explains, key: sending.key, sender: sending.from,
  })
  if (!fresh) return undefined
  await act.record({ type: 'messages.written', subject: id, case: sending.case ?? null, data: { letter: sending.letter, party: party.id, expectsReply: sending.expectsReply ?? false } })
  for (const channel of new Set<Channel>(sending.channels ?? ['inbox'])) await dispatch(act, { message: id, channel, party, case: sending.case ?? null })
  return id
}

async function dispatch(act: Act, { message, channel, party, case: about }: { message: string; channel: Channel; party: Party; case: string | null }): Promise<void> {
  const delivery = newId('d_')
  const address = channel === 'inbox' ? null : party.identifiers.findLast((one) => one.type === (channel === 'sms' ? 'mobile' : 'mail'))?.value ?? null
  await insertDelivery(act, { id: delivery, message, channel, address })
  if (channel === 'inbox') {
    await insertFirstOutcome(act, { delivery, outcome: 'delivered', reason: null })
  } else if (address === null) {
    await insertFirstOutcome(act, { delivery, outcome: 'failed', reason: 'no-address' })
    await act.record({ type: 'messages.failed', subject: message, case: about, data: { channel, reason: 'no-address' } })
  } else {
    await act.later({ kind: DELIVER, key: delivery, payload: { delivery } })
  }
}
