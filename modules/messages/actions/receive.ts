import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'
import { releaseAt } from '#kernel/releases'
import { mobileOf } from '#modules/parties'

import { Letters, stateOf, understood, type Answer, type Channel, type DeliveryState } from '../model.ts'
import { mayHandIn, mayOperate, mayRead, RECEIVE } from '../policy.ts'
import { findAwaiting, findByReference, findDeliveries, findMessage, holdWord, insertOutcome, insertReply, type MessageRow } from '../store.ts'
import { explain } from './send.ts'

/**
 * Takes in what somebody wrote back from a mobile number. It belongs to the newest message to that number that expects a
 * reply and has no clear one yet; the letter's own words say what is yes and no. An unclear reply leaves the message open
 * and is answered once with an explanation. The words stay in this module; the fact `messages.replied` carries the meaning.
 * `message` null: nothing waited. Needs `messages.receive-reply` or `messages.operate`. Refuses (forbidden) `not_permitted`, (unfit) `messages.mobile_form`.
 */
export async function receiveReply(act: Act, { mobile, text }: { mobile: string; text: string }): Promise<{ message: string | null; answer: Answer }> {
  permit(mayHandIn(act.actor), RECEIVE)
  const number = mobileOf(mobile)
  if (number === null) throw new Refusal('unfit', 'not_understood', {}, [{ pointer: '/mobile', code: 'messages.mobile_form' }])
  const message = await awaiting(act, number)
  if (message === undefined) {
    await insertReply(act, { message: null, mobile: number, words: text, answer: 'unclear' })
    return { message: null, answer: 'unclear' }
  }
  const answer = understood(await repliesOf(act, message), text)
  await take(act, message, { mobile: number, words: text, answer })
  if (answer === 'unclear') await explain(act, message)
  return { message: message.id, answer }
}

/** Holds the message that waits for a reply. An answer from the inbox may come in while we wait for it: then the next one is asked. */
async function awaiting(act: Act, mobile: string): Promise<MessageRow | undefined> {
  for (;;) {
    const id = await findAwaiting(act, mobile)
    if (id === undefined) return undefined
    await holdWord(act, `reply ${id}`)
    const message = (await findMessage(act, id))!
    if (message.answer === null) return message
  }
}

const repliesOf = async (act: Act, message: MessageRow) => (await releaseAt(act.tx, message.release)).get(Letters, message.letter)!.value.replies!

async function take(act: Act, message: MessageRow, reply: { mobile: string | null; words: string; answer: Answer }): Promise<void> {
  await insertReply(act, { message: message.id, ...reply })
  await act.record({ type: 'messages.replied', subject: message.id, case: message.case, data: { letter: message.letter, case: message.case, answer: reply.answer, party: message.party } })
}

/**
 * Answers a message in the inbox, by the party it was written to or who acts on its behalf; the same fact as a reply by SMS.
 * Refuses (absent) `messages.absent`, (conflict) `messages.no_reply_expected`, `messages.replied_already`.
 */
export async function reply(act: Act, { message: id, answer }: { message: string; answer: 'accept' | 'refuse' }): Promise<void> {
  await holdWord(act, `reply ${id}`)
  const message = await readable(act, id)
  if (!message.expectsReply) throw new Refusal('conflict', 'messages.no_reply_expected')
  if (message.answer === answer) return
  if (message.answer !== null) throw new Refusal('conflict', 'messages.replied_already')
  await take(act, message, { mobile: null, words: answer, answer })
}

/** A message that the actor may read. To anybody else it is not there: refuses (absent) `messages.absent`. */
export async function readable(act: Act, id: string): Promise<MessageRow> {
  const message = await findMessage(act, id)
  if (message === undefined || !mayRead(act.actor, message.party)) throw new Refusal('absent', 'messages.absent', { message: id })
  return message
}

/** Takes in a carrier's receipt for what it was handed. Twice changes nothing. Refuses (forbidden) `not_permitted`, (absent) `messages.reference_absent`. */
export async function receiveReceipt(act: Act, receipt: { channel: Exclude<Channel, 'inbox'>; reference: string; outcome: 'delivered' | 'failed'; reason?: string }): Promise<void> {
  permit(mayHandIn(act.actor), RECEIVE)
  const delivery = await findByReference(act, receipt.channel, receipt.reference)
  if (delivery === undefined) throw new Refusal('absent', 'messages.reference_absent', { channel: receipt.channel })
  const reason = receipt.outcome === 'failed' ? (receipt.reason ?? 'undelivered') : null
  if (!(await insertOutcome(act, { delivery: delivery.id, outcome: receipt.outcome, reason }))) return
  const about = (await findMessage(act, delivery.message))!.case
  await act.record(receipt.outcome === 'delivered'
    ? { type: 'messages.delivered', subject: delivery.message, case: about, data: { channel: receipt.channel } }
    : { type: 'messages.failed', subject: delivery.message, case: about, data: { channel: receipt.channel, reason: 'undelivered' } })
}

/** How far a message came on each of its channels, for the party or an operator. No numbers, no addresses. */
export async function deliveriesOf(act: Act, id: string): Promise<{ channel: Channel; state: DeliveryState; reason: string | null; at: Date | string }[]> {
  if (!mayOperate(act.actor)) await readable(act, id)
  return (await findDeliveries(act, id)).map((delivery) => ({
    channel: delivery.channel, state: stateOf(delivery.outcomes.map(({ outcome }) => outcome)),
    reason: delivery.outcomes.find(({ reason }) => reason !== null)?.reason ?? null, at: delivery.outcomes.at(-1)?.at ?? delivery.madeAt,
  }))
}
